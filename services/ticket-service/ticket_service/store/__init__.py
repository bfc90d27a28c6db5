"""All SQL of the ticket service."""
