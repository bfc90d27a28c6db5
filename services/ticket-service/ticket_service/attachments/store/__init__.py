"""All SQL about files of a case."""
