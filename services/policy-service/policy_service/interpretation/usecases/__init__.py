"""Writing and removing interpretations."""
