"""Interpretations (政策解读) of a policy."""
