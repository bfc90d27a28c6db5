"""Amending the table; assigning and objecting."""
