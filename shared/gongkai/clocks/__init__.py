"""The clocks a service keeps for the things it owns: their table, their log and their explanation."""
