"""Alembic's entry for the policy service's database."""

from gongkai.database.migrate import run_env
from policy_service.policy.store.tables import metadata

run_env(metadata)
