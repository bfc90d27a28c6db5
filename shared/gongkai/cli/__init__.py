"""The command `gongkai` and what it serves."""
