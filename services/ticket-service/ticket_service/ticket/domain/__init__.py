"""Rules of a ticket: life cycle, deadlines, rounds, readers."""
