"""Log-in and keyboard help."""
