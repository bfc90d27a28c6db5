"""Outbound HTTP to other organisations: a ledger that keeps what was sent, tries for days and forgets nothing."""
