"""PostgreSQL: engines, columns, migrations, compiled statements, raw connections and group commits."""
