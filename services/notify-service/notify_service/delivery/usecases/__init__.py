"""Giving warnings, raising alerts, sending mails."""
