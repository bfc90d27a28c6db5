"""A policy as REST shows it."""
