"""Message boards (留言板) under a policy."""
