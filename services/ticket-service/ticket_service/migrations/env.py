"""Alembic's entry: the connection and the rest come from the shared house."""

from gongkai.database.migrate import run_env
from ticket_service.ticket.store.tables import metadata

run_env(metadata)
