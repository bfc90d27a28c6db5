"""The board of all running clocks and the unit's queue."""
