"""What lies outside the building."""
