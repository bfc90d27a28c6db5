"""Routers that every service mounts: clocks, ledger, health; and the application made of them."""
