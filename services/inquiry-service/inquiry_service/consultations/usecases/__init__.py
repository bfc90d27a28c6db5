"""Consulting and answering on the spot."""
