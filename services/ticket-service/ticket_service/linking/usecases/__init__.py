"""Linking, splitting and helping."""
