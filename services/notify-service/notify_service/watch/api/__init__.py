"""Clocks and warnings as REST shows them."""
