"""Gate, page tags and public reading over REST."""
