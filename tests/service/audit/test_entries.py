"""F4: the record of who did what is sealed into a chain, and any change to the past shows."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from gongkai.actor import Actor
from gongkai.audit import entries
from gongkai.audit.entries import AuditEntry, add, head, seal, verify
from gongkai.database.columns import shared_metadata
from gongkai.database.engine import create_engine
from gongkai.embedded.postgres import EmbeddedPostgres
from gongkai.timepiece import new_id


@pytest.fixture
async def engine(postgres: EmbeddedPostgres) -> AsyncIterator[AsyncEngine]:
    """A database with the audit table alone."""
    name = f"audit_{new_id().hex}"
    await postgres.create_missing([name])
    engine = create_engine(postgres.url_for(name), 5)
    async with engine.begin() as db:
        await db.run_sync(lambda connection: shared_metadata.create_all(connection, tables=[entries.audit_entry]))
    yield engine
    await engine.dispose()


def entry(number: int) -> AuditEntry:
    return AuditEntry(
        at=datetime(2024, 9, 30, 2, 0, 0, number, tzinfo=UTC),
        actor=Actor.citizen(),
        act="ticket.finished",
        subject=f"ticket/{number}",
        details={"version": number, "带": ["中文", None, 1.5, {"b": 1, "a": 2}]},
    )


async def write(engine: AsyncEngine, *numbers: int) -> None:
    async with engine.begin() as db:
        await add(db, [entry(number) for number in numbers])


async def sealed(engine: AsyncEngine) -> int:
    async with engine.begin() as db:
        return await seal(db)


async def broken(engine: AsyncEngine) -> int | None:
    async with engine.connect() as db:
        return await verify(db)


async def change(engine: AsyncEngine, statement: str) -> None:
    async with engine.begin() as db:
        await db.execute(text(statement))


async def test_f4_entries_are_sealed_in_a_chain_that_holds(engine: AsyncEngine) -> None:
    await write(engine, 1, 2, 3)
    assert await sealed(engine) == 3
    await write(engine, 4)
    assert await sealed(engine) == 1
    assert await sealed(engine) == 0
    assert await broken(engine) is None
    async with engine.connect() as db:
        found = await head(db)
    assert found is not None
    assert found[0] == 4


@pytest.mark.parametrize(
    ("statement", "place"),
    [
        ("UPDATE audit_entry SET actor = 'another' WHERE place = 2", 2),
        ("UPDATE audit_entry SET details = details || '{\"version\": 9}' WHERE place = 3", 3),
        ("UPDATE audit_entry SET at = at + interval '1 second' WHERE place = 1", 1),
        ("UPDATE audit_entry SET digest = sha256('x') WHERE place = 4", 4),
        ("DELETE FROM audit_entry WHERE place = 2", 2),
        ("DELETE FROM audit_entry WHERE place = 1", 1),
        ("UPDATE audit_entry SET place = place + 100 WHERE place = 3", 3),
    ],
)
async def test_f4_a_change_to_the_past_shows_where_it_is(engine: AsyncEngine, statement: str, place: int) -> None:
    await write(engine, 1, 2, 3, 4, 5)
    await sealed(engine)
    await change(engine, statement)
    assert await broken(engine) == place


async def test_f4_an_entry_that_commits_late_is_sealed_late_and_changes_nothing(engine: AsyncEngine) -> None:
    async with engine.begin() as late:
        await add(late, [entry(1)])  # has the lower number, is not committed yet
        await write(engine, 2)
        assert await sealed(engine) == 1
    assert await broken(engine) is None
    assert await sealed(engine) == 1
    assert await broken(engine) is None


async def test_f4_an_entry_of_a_failed_use_case_never_was(engine: AsyncEngine) -> None:
    async def fail(db: AsyncConnection) -> None:
        await add(db, [entry(1)])
        raise RuntimeError

    with pytest.raises(RuntimeError):
        async with engine.begin() as db:
            await fail(db)
    await write(engine, 2)
    assert await sealed(engine) == 1
    assert await broken(engine) is None


async def test_f4_several_sealers_seal_each_entry_once(engine: AsyncEngine) -> None:
    for number in range(20):
        await write(engine, number)
    counts = await asyncio.gather(*(sealed(engine) for _ in range(4)))
    assert sum(counts) == 20
    assert await broken(engine) is None


async def test_f4_writers_do_not_wait_for_a_sealer(engine: AsyncEngine) -> None:
    await write(engine, 1)
    async with engine.begin() as sealer:
        assert await seal(sealer) == 1
        await asyncio.wait_for(write(engine, 2), 5)
    assert await sealed(engine) == 1
    assert await broken(engine) is None
