"""Referral to a legal channel, and call records."""
