"""The case page and the worklist."""
