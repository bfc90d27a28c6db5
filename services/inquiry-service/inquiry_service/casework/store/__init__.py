"""All SQL about figures and health."""
