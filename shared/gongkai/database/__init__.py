"""PostgreSQL: engines, columns, migrations and the one transaction per use case."""
