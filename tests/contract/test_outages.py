"""A database that is away is nobody's fault, and a database that is back is used again."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from gongkai.database.compiled import Compiled
from gongkai.database.engine import create_engine
from gongkai.events.record import ReceivedRecord
from gongkai.messaging import inbox
from gongkai.messaging.outages import is_outage
from gongkai.timepiece import new_id
from tests.event_pipeline import Pipeline, amended, eventually, record_of

PID = Compiled(select(func.pg_backend_pid().label("pid")))


async def through_core(db: AsyncConnection) -> int:
    return int((await db.execute(text("SELECT pg_backend_pid()"))).scalar_one())


async def underneath(db: AsyncConnection) -> int:
    return int((await PID.fetch(db))[0]["pid"])


async def end_backend(pipeline: Pipeline, pid: int) -> None:
    async with pipeline.engine.connect() as db:
        await db.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})


@pytest.mark.parametrize("ask", [through_core, underneath])
async def test_f2_closed_connections_are_replaced(
    pipeline: Pipeline, ask: Callable[[AsyncConnection], Awaitable[int]]
) -> None:
    engine = create_engine(pipeline.url, 2)
    try:
        async with engine.connect() as db:
            old = await ask(db)
        await end_backend(pipeline, old)
        await eventually(lambda: is_ended(pipeline, old))
        async with engine.connect() as db:
            assert await ask(db) != old
        assert is_outage(await error_of(cut_off(engine, pipeline, ask)))
        async with engine.connect() as db:
            assert await ask(db)
    finally:
        await engine.dispose()


async def is_ended(pipeline: Pipeline, pid: int) -> bool:
    async with pipeline.engine.connect() as db:
        found = await db.execute(text("SELECT count(*) FROM pg_stat_activity WHERE pid = :pid"), {"pid": pid})
        await asyncio.sleep(0.05)
        return not found.scalar_one()


async def test_f2_an_absent_database_burns_no_attempt(pipeline: Pipeline) -> None:
    """The record comes again by the bus; no dead letter is written when the database is back."""
    record = ReceivedRecord(record_of(amended(new_id(), 1)), 0, 0)
    absent = create_engine(pipeline.url.replace("host=", "host=/nowhere"), 2)
    assert is_outage(await error_of(Pipeline(absent, pipeline.url).consumer("one", delays=(60.0,)).handle([record])))
    await pipeline.consumer("one").handle([record])
    assert await pipeline.dead() == []
    assert len(await pipeline.applied("one")) == 1


@pytest.mark.parametrize("statement", ["SELECT 1/0", "SELECT * FROM nothing_here", "SELECT 'x'::int"])
async def test_f2_a_bad_statement_is_no_outage(pipeline: Pipeline, statement: str) -> None:
    async with pipeline.engine.connect() as db:
        assert not is_outage(await error_of(db.execute(text(statement))))


async def test_f2_a_doubled_row_is_no_outage(pipeline: Pipeline) -> None:
    row = {"consumer": "one", "source": "s", "id": new_id()}
    async with pipeline.engine.connect() as db:
        assert not is_outage(await error_of(db.execute(insert(inbox.inbox).values([row, row]))))


async def test_f2_two_statements_at_once_on_one_connection_are_a_mistake_and_no_outage(pipeline: Pipeline) -> None:
    async with pipeline.engine.connect() as db:
        ended = await asyncio.gather(underneath(db), underneath(db), return_exceptions=True)
    [mistake] = [outcome for outcome in ended if isinstance(outcome, BaseException)]
    assert not is_outage(mistake)


async def error_of(doing: Awaitable[object]) -> Exception:
    try:
        await doing
    except Exception as error:  # noqa: BLE001 - which one it is, is the question
        return error
    raise AssertionError("it went well")


async def cut_off(engine: AsyncEngine, pipeline: Pipeline, ask: Callable[[AsyncConnection], Awaitable[int]]) -> None:
    async with engine.connect() as db:
        await end_backend(pipeline, await ask(db))
        await ask(db)
