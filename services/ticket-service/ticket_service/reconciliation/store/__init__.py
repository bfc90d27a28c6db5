"""All SQL about the reconciliation."""
