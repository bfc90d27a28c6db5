"""The public working-day calendar and calculator."""
