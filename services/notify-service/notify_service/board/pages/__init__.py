"""Board and queue."""
