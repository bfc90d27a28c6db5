"""What each rate counts."""
