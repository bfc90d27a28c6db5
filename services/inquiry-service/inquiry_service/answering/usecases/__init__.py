"""Drafting, reviewing and sending answers."""
