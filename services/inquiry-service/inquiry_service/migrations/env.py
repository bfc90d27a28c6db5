"""Alembic's entry for the inquiry service's database."""

from gongkai.database.migrate import run_env
from inquiry_service.question.store.tables import metadata

run_env(metadata)
