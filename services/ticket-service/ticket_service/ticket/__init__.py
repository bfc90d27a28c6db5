"""The ticket (办件): its values, its life cycle, its events and how an act on it is recorded."""
