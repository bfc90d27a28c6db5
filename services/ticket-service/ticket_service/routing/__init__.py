"""Routing: the dispatch table, assignment and objections."""
