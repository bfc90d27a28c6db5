"""The HTTP edge: guards, problems, paging, idempotency, conditional requests."""
