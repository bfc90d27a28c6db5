"""The editor of the dispatch table, and the forms of the case page about units."""
