"""All SQL of the intake."""
