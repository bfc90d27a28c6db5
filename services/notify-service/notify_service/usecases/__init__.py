"""What this service does, one file each."""
