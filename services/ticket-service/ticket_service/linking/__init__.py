"""Linking: merged, linked and split tickets, and units that help."""
