"""Adding, reading, removing and fetching files."""
