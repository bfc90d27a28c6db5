"""All SQL about tickets, their history and their ended rounds."""
