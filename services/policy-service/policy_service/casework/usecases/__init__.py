"""Loading the notice as the first policy."""
