"""The editor of the report template, and the report at the case page: its forms, its files."""
