"""What a policy is and by which steps it becomes public. Pure."""
