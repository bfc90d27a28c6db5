"""Contacts, requests and decisions on them."""
