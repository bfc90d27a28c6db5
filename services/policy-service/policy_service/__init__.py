"""Policies: drafted, reviewed and published by three people, read by everybody."""
