"""Manifest and reconciliation over REST."""
