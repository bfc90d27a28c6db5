"""When to warn, whom to tell and in which words. Pure."""
