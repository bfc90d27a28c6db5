"""A tick of the due loop: what it costs when nothing is due, however much is open, and when much is."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, time
from time import perf_counter
from typing import Final

from sqlalchemy import text

from gongkai.messaging.local_bus import LocalBus
from gongkai.runtime.loops import open_service
from gongkai.runtime.service import ServiceRuntime
from gongkai.timepiece import Timepiece
from gongkai.worktime.days import moment
from notify_service.delivery.timers import give_due_warnings
from notify_service.service import SERVICE
from tests.bench.rounds import Contestant, Line, WrongAnswer, at_most, take_turns
from tests.bench.site import Site

SIZES: Final = (10_000, 100_000, 1_000_000)
DUE: Final = 500
TICKS: Final = 100
SCAN: Final = "sequential scan"
EARLY, DAY = moment(date(2024, 10, 8), time(10)), moment(date(2024, 10, 23), time(10))

FILL: Final = """
WITH owed AS (
    INSERT INTO watch
    SELECT gen_random_uuid(), 'finish', 1, '办结', 'ticket', 'ZX-' || i, 'food_production', '/desk/tickets/1',
        'running', 15, 'working_days', '2024-09-30', '2024-09-30T02:00Z', '2024-10-25', '2024-10-25T16:00Z', 'final',
        'v'
    FROM generate_series(1, {count}) i
    RETURNING subject_id
)
INSERT INTO alarm
SELECT subject_id, 'finish', '{stage}', 1, '2024-10-25', '{due_at}'::timestamptz, 'pending', NULL FROM owed
"""
NOT_BY_INDEX: Final = "SET LOCAL enable_indexscan = off; SET LOCAL enable_bitmapscan = off"
LOOK: Final = "SELECT count(*) FROM alarm WHERE state = 'pending' AND due_at <= :now"


async def lines(site: Site) -> list[Line]:
    """Milliseconds of a tick."""
    found = []
    async with _notify(site) as running:
        there = 0
        for size in SIZES:
            await _fill(running, size - there, "left_1", "2024-10-24T01:00Z")
            there = size
            name = f"empty due tick, {size:,} open alarms"
            running.timepiece.move(EARLY)
            outcome = await take_turns({name: _empty(running), SCAN: _scan(running)})
            found.append(outcome.alone(name, what=name, unit="ms", goal=at_most(1, "ms"), floor=SCAN))
        running.timepiece.move(DAY)
        name = f"{DUE} due with outbox"
        outcome = await take_turns({name: _due(running)})
        found.append(outcome.alone(name, what=name, unit="ms", goal=at_most(15, "ms")))
    return found


@asynccontextmanager
async def _notify(site: Site) -> AsyncIterator[ServiceRuntime]:
    url = await site.database("notify")
    settings = SERVICE.settings(folder=site.folder, role="api", database_url=url)
    async with open_service(ServiceRuntime(SERVICE, settings, LocalBus(), Timepiece(), url)) as running:
        yield running


async def _fill(running: ServiceRuntime, count: int, stage: str, due_at: str) -> None:
    async with running.engine.begin() as db:
        await db.execute(text("SET LOCAL statement_timeout = 0"))
        await db.execute(text(FILL.format(count=count, stage=stage, due_at=due_at)))
    async with running.engine.connect() as db:
        outside = await db.execution_options(isolation_level="AUTOCOMMIT")
        await outside.execute(text("SET statement_timeout = 0"))
        await outside.execute(text("VACUUM ANALYZE watch, alarm"))


def _empty(running: ServiceRuntime) -> Contestant:
    async def turn() -> float:
        begun = perf_counter()
        for _ in range(TICKS):
            if await give_due_warnings(running):
                raise WrongAnswer("something was due")
        return (perf_counter() - begun) / TICKS * 1000

    return turn


def _scan(running: ServiceRuntime) -> Contestant:
    async def turn() -> float:
        async with running.engine.begin() as db:
            for setting in NOT_BY_INDEX.split("; "):
                await db.execute(text(setting))
            begun = perf_counter()
            if await db.scalar(text(LOOK), {"now": running.timepiece.now()}):
                raise WrongAnswer("something was due")
            return (perf_counter() - begun) * 1000

    return turn


def _due(running: ServiceRuntime) -> Contestant:
    async def turn() -> float:
        await _fill(running, DUE, "left_2", "2024-10-23T01:00Z")
        begun, given = perf_counter(), 0
        while more := await give_due_warnings(running):
            given += more
        if given != DUE:
            raise WrongAnswer(f"{given} of {DUE} were dealt with")
        return (perf_counter() - begun) * 1000

    return turn
