"""The schema that migrations build is the one that the code speaks to, and they stand in one row."""

import re

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, inspect, select

from gongkai.cli.serving import prepare
from gongkai.database.columns import shared_metadata
from gongkai.database.engine import create_engine
from gongkai.database.migrate import config_of, migrate
from gongkai.embedded.postgres import EmbeddedPostgres
from gongkai.files.file_index import files_metadata
from gongkai.messaging.outbox import outbox_shard
from gongkai.review.tables import review_metadata
from gongkai.runtime.installed import all_services
from gongkai.runtime.service import Service
from gongkai.webhooks.ledger import ledger_metadata
from tests.makers import Databases

WHERE_NEEDED = {"delivery_0001": ledger_metadata, "files_0001": files_metadata, "review_0001": review_metadata}
SERVICES = pytest.mark.parametrize("service", all_services(), ids=lambda service: service.name)


@SERVICES
def test_migrations_stand_in_one_row(service: Service) -> None:
    scripts = ScriptDirectory.from_config(config_of(service.migrations))
    revisions = list(reversed(list(scripts.walk_revisions())))
    assert [one.down_revision for one in revisions] == [None, *(one.revision for one in revisions[:-1])]
    names = sorted(file.name for file in (service.migrations / "versions").glob("*.py"))
    assert [name[:4] for name in names] == [f"{number:04}" for number in range(1, len(revisions) + 1)]
    assert all(re.fullmatch(r"\d{4}_[a-z0-9_]+\.py", name) for name in names)


@SERVICES
async def test_the_migrated_schema_is_the_one_in_the_code(service: Service, databases: Databases) -> None:
    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, [shared_metadata, service.metadata, *_where_needed(service)]))

    engine = create_engine(await databases.fresh(service), 2)
    try:
        async with engine.connect() as db:
            assert await db.run_sync(differences) == []
    finally:
        await engine.dispose()


@SERVICES
async def test_migrating_a_migrated_database_does_nothing(service: Service, databases: Databases) -> None:
    engine = create_engine(await databases.fresh(service), 2)
    try:
        async with engine.connect() as db:
            before = await db.run_sync(_schema)
        await migrate(engine, service.migrations)
        async with engine.connect() as db:
            assert await db.run_sync(_schema) == before
    finally:
        await engine.dispose()


def _schema(connection: Connection) -> tuple[object, ...]:
    """Tables and columns, the revision, and the rows that the first step puts in."""
    told = inspect(connection)
    columns = {table: [column["name"] for column in told.get_columns(table)] for table in told.get_table_names()}
    revision = MigrationContext.configure(connection).get_current_revision()
    return columns, revision, connection.execute(select(outbox_shard.c.shard)).scalars().all()


def _where_needed(service: Service) -> list[MetaData]:
    """The tables of shared rooms that not every service has: ledger of deliveries, shelf of files, review rules."""
    steps = "".join(file.read_text() for file in (service.migrations / "versions").glob("*.py"))
    return [metadata for step, metadata in WHERE_NEEDED.items() if step in steps]


async def test_f7_one_process_prepares_the_databases_of_all_four(postgres: EmbeddedPostgres) -> None:
    """At the first start and at every later one."""
    assert await prepare(postgres, all_services()) == await prepare(postgres, all_services())
