"""Tickets as REST shows them."""
