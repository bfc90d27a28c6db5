"""Drafting, revising, reviewing, dropping an amendment."""
