"""Call-backs: the ledger of what was sent to the hotline."""
