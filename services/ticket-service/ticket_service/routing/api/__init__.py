"""Dispatch table and objections over REST."""
