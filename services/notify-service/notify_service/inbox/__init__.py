"""The in-app inbox and acknowledging."""
