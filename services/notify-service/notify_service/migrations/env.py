"""Alembic's entry for this service."""

from gongkai.database.migrate import run_env
from notify_service.watch.store.tables import metadata

run_env(metadata)
