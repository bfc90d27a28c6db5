"""Values and rules of a question."""
