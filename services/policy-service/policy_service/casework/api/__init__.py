"""The life of a policy over REST."""
