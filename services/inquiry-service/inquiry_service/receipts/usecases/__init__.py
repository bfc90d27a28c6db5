"""Public intake and follow-up."""
