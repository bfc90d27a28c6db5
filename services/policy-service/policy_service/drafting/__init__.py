"""Drafting and review of a policy."""
