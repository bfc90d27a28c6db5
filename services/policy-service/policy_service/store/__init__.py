"""All SQL about policies."""
