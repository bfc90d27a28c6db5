"""Warnings, alerts and the escalation ladder."""
