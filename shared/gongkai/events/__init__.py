"""The facts services tell each other, as typed and versioned CloudEvents."""
