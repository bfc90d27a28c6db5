"""Gate, editions, masking and page tags."""
