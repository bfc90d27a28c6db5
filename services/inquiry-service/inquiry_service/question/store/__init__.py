"""All SQL about questions."""
