"""Bring a service's database to the revision that its code expects, or say that it is not there yet."""

from functools import cache
from pathlib import Path

from alembic import command, context
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, text
from sqlalchemy.ext.asyncio import AsyncEngine

LOCK_TIMEOUT = "5s"
STATEMENT_TIMEOUT = "10min"
ONE_AT_A_TIME = 7_203_261
"""Key of the advisory lock that keeps two migrations of one database apart."""


class NotMigrated(RuntimeError):
    """The database is at another revision than the code: run `gongkai migrate`."""


def config_of(migrations: Path) -> Config:
    """Alembic's configuration for the numbered files of one service."""
    config = Config()
    config.set_main_option("script_location", str(migrations))
    config.set_main_option("path_separator", "os")
    return config


async def migrate(engine: AsyncEngine, migrations: Path) -> None:
    """Apply every missing revision; several callers at once wait for each other."""
    async with engine.begin() as db:
        await db.execute(text(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'"))
        await db.execute(text(f"SET LOCAL statement_timeout = '{STATEMENT_TIMEOUT}'"))
        await db.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ONE_AT_A_TIME})
        await db.run_sync(_upgrade, migrations)


def _upgrade(connection: Connection, migrations: Path) -> None:
    config = config_of(migrations)
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


@cache
def _head(migrations: Path) -> str | None:
    return ScriptDirectory.from_config(config_of(migrations)).get_current_head()


async def require_head(engine: AsyncEngine, migrations: Path) -> None:
    """Refuse to serve on a database of another revision."""
    expected = _head(migrations)
    async with engine.connect() as db:
        found = await db.run_sync(lambda connection: MigrationContext.configure(connection).get_current_revision())
    if found != expected:
        raise NotMigrated(f"database at {found}, code at {expected}: run `gongkai migrate`")


def run_env(metadata: MetaData) -> None:
    """The whole of a service's alembic `env.py`: runs on the connection handed in and names things as the tables do."""
    context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
    with context.begin_transaction():
        context.run_migrations()
