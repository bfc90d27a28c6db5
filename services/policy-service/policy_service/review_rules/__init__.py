"""Review rules: the word list and the white list."""
