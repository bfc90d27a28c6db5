"""Publishing, withdrawing, repealing, unmasking."""
