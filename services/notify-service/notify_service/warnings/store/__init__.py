"""All SQL about warnings."""
