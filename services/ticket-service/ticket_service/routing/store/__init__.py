"""All SQL about the dispatch table."""
