"""Tools for developing and demonstrating; never imported by the product."""
