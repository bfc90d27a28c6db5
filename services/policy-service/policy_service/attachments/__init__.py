"""Attachments of a policy and of its interpretations."""
