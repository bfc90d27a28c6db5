"""Watches, stages and the status of a deadline."""
