"""The record of who did what, sealed into a chain so that a change to the past shows."""
