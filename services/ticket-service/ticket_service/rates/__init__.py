"""Rates of handled orders, with numerator, denominator and exclusions."""
