"""All SQL about links and co-handling."""
