"""Links and parts over REST."""
