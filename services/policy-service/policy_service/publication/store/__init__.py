"""All SQL about editions."""
