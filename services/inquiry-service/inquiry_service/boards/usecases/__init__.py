"""Opening, amending and closing boards; asking under them."""
