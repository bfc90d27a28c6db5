"""What a tick and a page cost does not grow with what is open: the plans follow the indexes."""

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest
from sqlalchemy import text

from gongkai.desk.clock_face import NEAR
from gongkai.messaging.local_bus import LocalBus
from gongkai.runtime.service import ServiceRuntime
from gongkai.timepiece import Timepiece
from notify_service.board import store as board
from notify_service.board.domain import BoardColour, ClockFilter, bands
from notify_service.service import SERVICE
from notify_service.watch.store import watches
from tests.makers import Databases, House
from tests.service.notify.owner import CALENDAR, FOOD, at

OPEN = 20_000
FILL = f"""
WITH owed AS (
    INSERT INTO watch
    SELECT gen_random_uuid(), 'finish', 1, '办结', 'ticket', 'ZX-' || i, '{FOOD}', '/desk/tickets/1', 'running', 15,
        'working_days', '2024-09-30', '2024-09-30T02:00Z', '2024-10-25', '2024-10-25T16:00Z'::timestamptz
        + i * interval '1 minute', 'final', 'v'
    FROM generate_series(1, {OPEN}) i
    RETURNING subject_id, due_at
)
INSERT INTO alarm
SELECT subject_id, 'finish', 'left_5', 1, '2024-10-25', due_at - interval '7 days', 'pending', NULL FROM owed
"""


@pytest.fixture(scope="module")
async def crowded(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ServiceRuntime]:
    """The service with many open clocks, none of them due; all plans are read from it."""
    house = House(databases, tmp_path_factory.mktemp("crowded"), Timepiece(), LocalBus())
    house.timepiece.move(at("2024-10-08", 10))
    async with house.open(SERVICE, url=await databases.fresh(SERVICE)) as notify:
        async with notify.engine.begin() as db:
            await db.execute(text(FILL))
            await db.execute(text("ANALYZE watch, alarm"))
        yield notify


async def _plan(running: ServiceRuntime, sql: str, *values: Any) -> str:
    address = running.settings.database_url.replace("+asyncpg", "")
    connection = await asyncpg.connect(address)
    try:
        return "\n".join(
            row[0] for row in await connection.fetch(f"EXPLAIN (ANALYZE, BUFFERS, TIMING OFF) {sql}", *values)
        )
    finally:
        await connection.close()


async def test_b7_an_empty_tick_looks_at_the_end_of_an_index(crowded: ServiceRuntime) -> None:
    plan = await _plan(crowded, watches.CLAIM.sql, at("2024-10-08", 10), 200)
    assert "ix_alarm_pending" in plan
    assert "Seq Scan" not in plan
    assert _pages(plan) <= 5


@pytest.mark.parametrize(
    "wanted",
    [
        ClockFilter(),
        ClockFilter(unit=FOOD),
        ClockFilter(service="ticket"),
        ClockFilter(colour=BoardColour.overdue),
        ClockFilter(colour=BoardColour.red),
        ClockFilter(colour=BoardColour.green),
        ClockFilter(colour=BoardColour.paused),
        ClockFilter(colour=BoardColour.provisional),
    ],
)
async def test_b6_a_page_follows_an_index(crowded: ServiceRuntime, wanted: ClockFilter) -> None:
    now = at("2024-10-08", 10)
    statement = board.in_order(wanted, bands(NEAR, CALENDAR, now), now).limit(21)
    sql = str(statement.compile(crowded.engine, compile_kwargs={"literal_binds": True}))
    plan = await _plan(crowded, sql)
    assert "Seq Scan" not in plan
    assert "Sort Key" not in plan
    assert _pages(plan) <= 60


def _pages(plan: str) -> int:
    """Buffers touched by the whole statement: the first line that names them."""
    line = next(line for line in plan.split("\n") if "Buffers:" in line)
    return sum(int(word.partition("=")[2]) for word in line.split() if word.startswith(("hit=", "read=")))
