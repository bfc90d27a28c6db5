"""Receipt numbers, query codes, look-ups, status, similar questions."""
