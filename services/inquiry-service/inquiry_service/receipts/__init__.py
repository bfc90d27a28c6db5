"""Receipts: public intake, look-up, status, rating and reopening."""
