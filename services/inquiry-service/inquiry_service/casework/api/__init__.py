"""Questions for staff over REST."""
