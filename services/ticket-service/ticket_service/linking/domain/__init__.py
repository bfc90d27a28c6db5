"""Links between tickets, and parts of an order."""
