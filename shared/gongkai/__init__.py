"""Gongkai (公开): what the four services share."""
