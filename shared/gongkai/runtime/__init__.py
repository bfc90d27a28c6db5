"""A service at work: its value, its resources, its consumer and its timers; what is installed beside it."""
