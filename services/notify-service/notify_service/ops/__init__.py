"""Health of the whole suite."""
