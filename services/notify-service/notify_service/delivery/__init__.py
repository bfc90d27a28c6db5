"""Delivery: recipients of warnings, the channels that reach them, and whether it arrived."""
