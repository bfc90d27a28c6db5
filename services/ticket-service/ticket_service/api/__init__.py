"""The ticket service's doors for machines and for the desk's own scripts."""
