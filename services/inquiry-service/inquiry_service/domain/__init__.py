"""What a board, a question and its receipt are. Pure."""
