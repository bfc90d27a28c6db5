"""What an act on a ticket needs, and how it is refused without."""
