"""Running and noting the reconciliation."""
