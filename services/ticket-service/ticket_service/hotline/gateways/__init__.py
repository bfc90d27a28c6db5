"""Signed requests to the hotline."""
