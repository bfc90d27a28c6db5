"""All SQL about look-ups and similar questions."""
