"""Casework: case page, worklist, next step. The top of the service; may see every feature."""
