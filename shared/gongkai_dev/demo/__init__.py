"""The demonstration: people, tokens and a movable office clock."""
