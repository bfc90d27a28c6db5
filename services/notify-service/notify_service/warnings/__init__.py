"""Warnings: what was warned of, at which stage, on which rung."""
