"""Events travel from a committed transaction to an effect that happens once."""
