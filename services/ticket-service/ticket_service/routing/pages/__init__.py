"""The dispatch table at the desk."""
