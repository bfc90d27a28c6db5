"""Dispatch table, assignment, objections."""
