"""What one process brings along: PostgreSQL from a wheel."""
