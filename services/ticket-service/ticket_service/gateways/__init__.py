"""How the ticket service speaks to the hotline."""
