"""The bureau: its units, the city's districts, its people."""
