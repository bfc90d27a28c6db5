"""Signed webhooks: signatures, the ledger of outbound deliveries and the courier that sends them."""
