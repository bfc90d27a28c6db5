"""Letters to askers."""
