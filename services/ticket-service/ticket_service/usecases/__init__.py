"""What happens to tickets: one use case, one function, one file."""
