"""What citizens read."""
