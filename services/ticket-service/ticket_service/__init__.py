"""§9: orders of the 12345 hotline, from receipt to the signed report."""
