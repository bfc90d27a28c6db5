"""The report's template at the desk."""
