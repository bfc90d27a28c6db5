"""The edges: what every HTTP request meets before and after a use case."""
