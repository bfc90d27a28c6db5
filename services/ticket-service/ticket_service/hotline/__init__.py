"""The 12345 hotline as a partner: its secrets, networks and addresses."""
