"""A service at work: its value, its runtime, its consumer and its scheduler."""
