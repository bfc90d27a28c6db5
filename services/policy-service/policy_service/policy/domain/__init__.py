"""Values and rules of a policy."""
