"""Sealed originals of a question."""
