"""All SQL about the worklist."""
