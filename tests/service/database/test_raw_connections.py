"""Quick reads: few connections, read-only, replaced when they are closed, and free again whatever became of a read."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from asyncpg.exceptions import ReadOnlySQLTransactionError
from sqlalchemy import Integer, bindparam, select, text

from gongkai.database.compiled import Compiled
from gongkai.database.engine import create_engine
from gongkai.database.raw_connections import MOST, RawConnections
from gongkai.messaging.outages import is_outage
from gongkai.runtime.service import ServiceRuntime
from notify_service.service import SERVICE
from tests.event_pipeline import eventually
from tests.makers import House

NUMBER = bindparam("number", type_=Integer)
DOUBLED = Compiled(select((NUMBER + NUMBER).label("doubled")))
SLOW = Compiled(text("SELECT pg_sleep(30)"))
NAMED = "application_name = 'notify-service' AND query NOT LIKE '%pg_stat_activity%'"


@pytest.fixture
async def running(house: House) -> AsyncIterator[ServiceRuntime]:
    async with house.open(SERVICE) as running:
        yield running


@pytest.fixture
def quick(running: ServiceRuntime) -> RawConnections:
    return running.raw_connections


async def doubled(quick: RawConnections, number: int) -> int | None:
    row = await quick.fetchrow(DOUBLED, number=number)
    return None if row is None else int(row[0])


async def connections(running: ServiceRuntime, wanted: str = "query LIKE '%doubled%'") -> int:
    async with running.reading() as db:
        found = await db.execute(text(f"SELECT count(*) FROM pg_stat_activity WHERE {NAMED} AND {wanted}"))
    return int(found.scalar_one())


async def test_f3_many_reads_share_a_few_connections(running: ServiceRuntime, quick: RawConnections) -> None:
    assert await asyncio.gather(*(doubled(quick, n) for n in range(100))) == [2 * n for n in range(100)]
    assert await connections(running) <= MOST


async def test_f3_a_closed_connection_is_replaced(running: ServiceRuntime, quick: RawConnections) -> None:
    """PostgreSQL was restarted: at most the first read on each connection meets it, and it is told as an outage."""
    await asyncio.gather(*(doubled(quick, n) for n in range(MOST)))
    async with running.engine.begin() as db:
        ended = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {NAMED} AND query LIKE '%doubled%'"
        await db.execute(text(ended))
    met = await asyncio.gather(*(doubled(quick, n) for n in range(MOST)), return_exceptions=True)
    assert all(is_outage(one) for one in met if isinstance(one, BaseException)), met
    assert await asyncio.gather(*(doubled(quick, n) for n in range(MOST))) == [2 * n for n in range(MOST)]


async def test_f3_a_read_that_was_given_up_leaves_its_place(running: ServiceRuntime, quick: RawConnections) -> None:
    reads = [asyncio.create_task(quick.fetchrow(SLOW)) for _ in range(3 * MOST)]

    async def all_sleep() -> bool:
        return await connections(running, "state = 'active' AND query LIKE '%pg_sleep%'") == MOST

    await eventually(all_sleep)
    for read in reads:
        read.cancel()
    await asyncio.gather(*reads, return_exceptions=True)
    assert await asyncio.gather(*(doubled(quick, n) for n in range(MOST + 1))) == [2 * n for n in range(MOST + 1)]


async def test_f3_a_quick_read_cannot_write(quick: RawConnections) -> None:
    with pytest.raises(ReadOnlySQLTransactionError):
        await quick.fetchrow(Compiled(text("CREATE TABLE stray ()")))


async def test_f3_a_database_that_does_not_answer_is_an_outage() -> None:
    nobody = create_engine("postgresql+asyncpg://postgres@127.0.0.1:1/policy")
    with pytest.raises(ConnectionError) as raised:
        await doubled(RawConnections(nobody, "policy-service"), 1)
    assert is_outage(raised.value)
