"""The rates of a period with a hundred thousand rounds, beside a bare count of the same rows (C7)."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from time import perf_counter
from typing import Any, Final

from gongkai.actor import Actor, Role
from gongkai.identity.issuer import LocalIssuer
from gongkai.timepiece import Timepiece
from tests.bench.load import Caller, get
from tests.bench.orders import settings
from tests.bench.reads import raw_pool
from tests.bench.rounds import Contestant, Line, WrongAnswer, at_most, take_turns
from tests.bench.site import Site

ENDED, IN_HAND = 100_000, 5_000
TURNS: Final = 3
RATES: Final = "GET rates of 100,000 rounds"
PAGE: Final = "the page of them"
FLOOR: Final = "raw asyncpg, count by unit of the same rows"
LONGEST: Final = 300

FILL: Final = """
WITH made AS (
    SELECT i, gen_random_uuid() AS id, date '2024-01-01' + i % 366 AS day,
        (ARRAY['pudong', 'huangpu', 'xuhui', 'changning', 'jingan', 'putuo', 'hongkou', 'yangpu'])[i % 8 + 1] AS unit
    FROM generate_series(1, {ended} + {in_hand}) i
), opened AS (
    INSERT INTO ticket (id, no, order_no, part_no, "order", unit, state, arrived_at, received_at, content_as_of,
        finish_due_at, next_due_at, next_clock, next_standing, times_urged, contacts, version)
    SELECT id, 'B' || i, 'SH' || i, 0, jsonb_build_object('content', repeat('预付卡。', 60)),
        unit, CASE WHEN i > {ended} THEN 'handling' ELSE 'closed' END, day, day, day, day, day, 'finish', 'final', 0,
        '[]', 1
    FROM made
), counted AS (
    INSERT INTO clock (subject_id, code, cycle, state, log, received_on, started_at, due_on, due_at, certainty,
        calendar_version)
    SELECT id, code, 1, 'running', '[]', day, day, day, day + 1, 'final', 'v'
    FROM made, unnest(ARRAY['finish', 'first_contact']) code
)
INSERT INTO ticket_round
SELECT id, 1, unit, day, day, CASE WHEN i % 50 = 0 THEN 'late' ELSE 'on_time' END, day,
    CASE WHEN i % 40 = 0 THEN 'late' ELSE 'on_time' END, CASE WHEN i % 30 = 0 THEN 'returned' ELSE 'finished' END, 'no',
    CASE WHEN i % 10 = 0 THEN 'yes' ELSE 'no' END, 'yes', (ARRAY['solved', 'explained', 'unsolved'])[i % 3 + 1],
    (ARRAY['lawful', 'lawful', 'too_much'])[i / 7 % 3 + 1],
    (ARRAY['satisfied', 'accepted', 'dissatisfied', ''])[i / 11 % 4 + 1], (ARRAY['yes', 'no', ''])[i / 13 % 3 + 1],
    (ARRAY['yes', 'no', ''])[i / 17 % 3 + 1], 'no'
FROM made WHERE i <= {ended}
"""
COUNTS: Final = tuple(
    f"SELECT unit, count(*) FROM ticket_round WHERE {day} BETWEEN '2024-01-01' AND '2024-12-31' GROUP BY unit"
    for day in ("ended_on", "due_on", "contact_due_on")
)


async def lines(site: Site) -> list[Line]:
    """Milliseconds for one answer to one person."""
    async with AsyncExitStack() as stack:
        url, port = await stack.enter_async_context(_rounds(site))
        caller = await stack.enter_async_context(Caller(port, 1))
        pool = await stack.enter_async_context(raw_pool(url, 1))
        query = "from=2024-01-01&to=2024-12-31"
        outcome = await take_turns(
            {
                RATES: _asking(caller, get(f"/api/v1/rates?{query}", authorization=_bearer(site))),
                PAGE: _asking(caller, get(f"/desk/rates?{query}", authorization=_bearer(site))),
                FLOOR: _counting(pool),
            }
        )
    goal = at_most(LONGEST, "ms")
    return [outcome.alone(name, what=name, unit="ms", goal=goal, floor=FLOOR) for name in (RATES, PAGE)]


@asynccontextmanager
async def _rounds(site: Site) -> AsyncIterator[tuple[str, int]]:
    url = await site.database("ticket")
    async with raw_pool(url, 1) as pool:
        await pool.execute(FILL.format(ended=ENDED, in_hand=IN_HAND))
        await pool.execute("VACUUM ANALYZE ticket, clock, ticket_round")
    async with site.serving("ticket", database_url=url, role="api", **settings()) as port:
        yield url, port


def _bearer(site: Site) -> str:
    """A token of the office, which sees all units."""
    reader = Actor("office", "李明", "office", frozenset({Role.office}))
    return f"Bearer {LocalIssuer(site.folder / 'issuer.json', Timepiece().wall).token(reader)}"


def _asking(caller: Caller, request: bytes) -> Contestant:
    async def turn() -> float:
        return 1000 / await caller.closed_loop([request] * TURNS, 200)

    return turn


def _counting(pool: Any) -> Contestant:
    async def turn() -> float:
        begun = perf_counter()
        for _ in range(TURNS):
            for sql in COUNTS:
                rows = await pool.fetch(sql)
                if sum(row["count"] for row in rows) != ENDED:
                    raise WrongAnswer("not all rounds were counted")
        return (perf_counter() - begun) * 1000 / TURNS

    return turn
