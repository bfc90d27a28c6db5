"""Answering: drafts, review, gate, letters."""
