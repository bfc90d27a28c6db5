"""Questions as REST shows them."""
