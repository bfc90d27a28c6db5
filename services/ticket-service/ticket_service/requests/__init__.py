"""Contact with the citizen, and requests to the hotline: return, extension, pause, review."""
