"""Messages of the hotline and what each does to its ticket."""
