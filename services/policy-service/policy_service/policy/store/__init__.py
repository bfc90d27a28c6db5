"""All SQL about policies at the desk."""
