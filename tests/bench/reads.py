"""What is read most: a policy, a ticket, each again with its ETag, and the first page of a short and a long queue."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from time import perf_counter
from typing import Any, Final

import asyncpg

from gongkai.actor import Actor, Role
from gongkai.identity.issuer import LocalIssuer
from gongkai.timepiece import Timepiece
from tests.bench.load import Caller, get
from tests.bench.orders import settings, signed
from tests.bench.rounds import Contestant, Line, WrongAnswer, at_least, take_turns
from tests.bench.site import Site
from tests.bench.webhook import connected

CONNECTIONS: Final = 8
READS: Final = 2000
SHORT, LONG = 1_000, 1_000_000
POLICY: Final = "GET policy by id"
POLICY_AGAIN: Final = "GET policy, ETag hit"
TICKET: Final = "GET ticket by id"
TICKET_AGAIN: Final = "GET ticket, ETag hit"
MASKED: Final = "GET ticket by id, masked for the office"
FLOOR: Final = "raw asyncpg select, from a pool"
VERSION_FLOOR: Final = "raw asyncpg select of its version, from a pool"
CURRENT: Final = "FROM edition WHERE policy_id = $1 AND is_current AND is_public"
COPY: Final = """
INSERT INTO ticket ({columns}) SELECT {values} FROM ticket t, generate_series(2, {count}) n
"""
OWN_VALUES: Final = {
    "id": "gen_random_uuid()",
    "no": "'TK-' || n",
    "order_no": "'SH' || n",
    "finish_due_at": "t.finish_due_at + n * interval '1 second'",
    "next_due_at": "t.next_due_at + n * interval '1 second'",
}


async def lines(site: Site) -> list[Line]:
    """Reads per second with 8 connections."""
    return [*await _one_policy(site), *await _one_ticket(site), await _queue(site)]


async def _one_policy(site: Site) -> list[Line]:
    """The notice, with its interpretation, read by citizens."""
    async with AsyncExitStack() as stack:
        url = await site.database("policy")
        port = await stack.enter_async_context(site.serving("policy", database_url=url, role="api"))
        caller = await stack.enter_async_context(Caller(port, CONNECTIONS))
        pool = await stack.enter_async_context(raw_pool(url, CONNECTIONS))
        policy_id, version = await pool.fetchrow("SELECT policy_id, version FROM edition WHERE is_current")
        path = f"/api/v1/policies/{policy_id}"
        outcome = await take_turns(
            {
                POLICY: _asking(caller, get(path), 200),
                POLICY_AGAIN: _asking(caller, get(path, if_none_match=f'"{version}"'), 304),
                FLOOR: _selected(pool, f"SELECT policy_id AS id, version, public {CURRENT}", policy_id),
                VERSION_FLOOR: _selected(pool, f"SELECT policy_id AS id, version {CURRENT}", policy_id),
            }
        )
    floors = {POLICY: FLOOR, POLICY_AGAIN: VERSION_FLOOR}
    return [outcome.against(name, floor, what=name, goal=at_least(0.25)) for name, floor in floors.items()]


async def _one_ticket(site: Site) -> list[Line]:
    async with AsyncExitStack() as stack:
        url, port = await stack.enter_async_context(_tickets(site, SHORT))
        caller = await stack.enter_async_context(Caller(port, CONNECTIONS))
        pool = await stack.enter_async_context(raw_pool(url, CONNECTIONS))
        ticket_id, unit = await pool.fetchrow("SELECT id, unit FROM ticket LIMIT 1")
        path, bearer = f"/api/v1/tickets/{ticket_id}", _bearer(site, Role.clerk, unit)
        outcome = await take_turns(
            {
                TICKET: _asking(caller, get(path, authorization=bearer), 200),
                TICKET_AGAIN: _asking(caller, get(path, authorization=bearer, if_none_match='"1"'), 304),
                MASKED: _asking(caller, get(path, authorization=_bearer(site)), 200),
                FLOOR: _selected(pool, "SELECT * FROM ticket WHERE id = $1", ticket_id),
            }
        )
    goals = {TICKET: at_least(0.25), TICKET_AGAIN: at_least(0.25), MASKED: None}
    return [outcome.against(name, FLOOR, what=name, goal=goal) for name, goal in goals.items()]


async def _queue(site: Site) -> Line:
    request = get("/api/v1/tickets?limit=20", authorization=_bearer(site))
    short, long = f"queue page of 20, {SHORT:,} rows", f"queue page of 20, {LONG:,} rows"
    async with _tickets(site, SHORT) as (_, near), _tickets(site, LONG) as (_, far):
        of_few, of_many = Caller(near, CONNECTIONS), Caller(far, CONNECTIONS)
        async with of_few, of_many:
            outcome = await take_turns({long: _asking(of_many, request, 200), short: _asking(of_few, request, 200)})
    return outcome.against(long, short, what=long, goal=at_least(0.8))


@asynccontextmanager
async def _tickets(site: Site, count: int) -> AsyncIterator[tuple[str, int]]:
    """A ticket service with so many open tickets: one came in through the door, the others are its copies."""
    url = await site.database("ticket")
    async with site.serving("ticket", database_url=url, role="api", **settings()) as port, Caller(port, 1) as one:
        await one.closed_loop(signed(1), 202)
        async with connected(url) as connection:
            await _copy(connection, count)
        yield url, port


async def _copy(connection: Any, count: int) -> None:
    names = [column.name for column in (await connection.prepare("SELECT * FROM ticket")).get_attributes()]
    await connection.execute(
        COPY.format(
            columns=", ".join(f'"{name}"' for name in names),
            values=", ".join(OWN_VALUES.get(name, f't."{name}"') for name in names),
            count=count,
        )
    )
    await connection.execute("VACUUM ANALYZE ticket")


def _bearer(site: Site, role: Role = Role.office, unit: str = "office") -> str:
    """A token of the office, which sees all units, or of another member of staff; tokens last ten minutes."""
    reader = Actor(role.value, "李明", unit, frozenset({role}))
    return f"Bearer {LocalIssuer(site.folder / 'issuer.json', Timepiece().wall).token(reader)}"


def _asking(caller: Caller, request: bytes, status: int) -> Contestant:
    return lambda: caller.closed_loop([request] * READS, status)


def _selected(pool: Any, sql: str, subject: Any) -> Contestant:
    async def turn() -> float:
        left = iter(range(READS))
        begun = perf_counter()
        await asyncio.gather(*(_select(pool, sql, subject, left) for _ in range(CONNECTIONS)))
        return READS / (perf_counter() - begun)

    return turn


async def _select(pool: Any, sql: str, subject: Any, left: Iterator[int]) -> None:
    for _ in left:
        async with pool.acquire() as connection:
            row = await connection.fetchrow(sql, subject)
        if row is None or row["id"] != subject:
            raise WrongAnswer("another row")


@asynccontextmanager
async def raw_pool(url: str, size: int) -> AsyncIterator[Any]:
    """A pool of plain asyncpg connections, from which each read takes one, as a request does; none is reset."""
    address = url.replace("+asyncpg", "")
    async with asyncpg.create_pool(address, min_size=size, max_size=size, reset=_left_as_it_is) as pool:
        yield pool


async def _left_as_it_is(connection: object) -> None:
    return None
