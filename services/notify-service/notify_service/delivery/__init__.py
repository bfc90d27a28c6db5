"""Delivery: who is told by which channel, and whether it arrived."""
