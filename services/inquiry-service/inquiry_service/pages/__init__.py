"""The pages of citizens and staff."""
