"""Attaching and detaching files."""
