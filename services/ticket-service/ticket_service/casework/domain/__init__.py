"""Permissions, next step, bulk acts, worklist filter."""
