"""The way to the desk."""
