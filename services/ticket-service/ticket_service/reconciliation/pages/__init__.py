"""The reconciliation at the desk."""
