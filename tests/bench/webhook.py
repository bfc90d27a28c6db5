"""The hotline hands orders over: signed POSTs to the ticket service, beside plain asyncpg writing the same rows."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import count
from typing import Any, Final

import asyncpg

from tests.bench.load import Caller
from tests.bench.orders import settings, signed
from tests.bench.relay import POSTS
from tests.bench.rounds import Contestant, Line, at_least, at_most, percentile, take_turns
from tests.bench.same_rows import RowsOfOne, rows_of_one, written
from tests.bench.site import Site
from ticket_service.ticket.store.tables import metadata

ORDERS: Final = 3000
RATE: Final = 400
OPEN_SECONDS: Final = 4
OPEN_CONNECTIONS: Final = 64
GOALS: Final = {8: 0.6, 32: 1.0}
UNIQUE: Final = {"ticket": "no order_no", "hotline_message": "id"}
POST: Final = "webhook POST"
FLOOR: Final = "raw asyncpg, same rows, one transaction per order"


async def lines(site: Site) -> list[Line]:
    """Orders per second with 8 and 32 connections, and the latency at a fixed rate."""
    url = await site.database("ticket")
    async with site.serving("ticket", database_url=url, role="api", **settings()) as port, Caller(port, 1) as one:
        await one.closed_loop(signed(1), 202)
        async with connected(url) as connection:
            rows = await rows_of_one(connection, metadata, UNIQUE)
        floor = await site.database("ticket")
        found = [await _closed(port, floor, rows, connections) for connections in GOALS]
        site.known[POSTS] = found[-1].figure
        return [*found, *await _open(port)]


async def _closed(port: int, floor: str, rows: RowsOfOne, connections: int) -> Line:
    async with Caller(port, connections) as caller, raw_connections(floor, connections) as raw:
        outcome = await take_turns({POST: _posting(caller), FLOOR: written(raw, rows, ORDERS, NUMBERS)})
    return outcome.against(POST, FLOOR, what=f"{POST} c={connections}", goal=at_least(GOALS[connections]))


async def _open(port: int) -> list[Line]:
    async with Caller(port, OPEN_CONNECTIONS) as caller:
        outcome = await take_turns({POST: _at_a_fixed_rate(caller)})
    return [outcome.alone(POST, what=f"{POST}, open loop {RATE}/s, p99", unit="ms", goal=at_most(10, "ms"))]


def _posting(caller: Caller) -> Contestant:
    async def turn() -> float:
        return await caller.closed_loop(signed(ORDERS), 202)

    return turn


def _at_a_fixed_rate(caller: Caller) -> Contestant:
    async def turn() -> float:
        latencies = await caller.open_loop(signed(RATE * OPEN_SECONDS), 202, RATE)
        return percentile(latencies, 0.99) * 1000

    return turn


NUMBERS: Final = count(1)


@asynccontextmanager
async def raw_connections(url: str, how_many: int) -> AsyncIterator[list[Any]]:
    """Plain asyncpg connections."""
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(connected(url)) for _ in range(how_many)]


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[Any]:
    """One of them."""
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        yield connection
    finally:
        await connection.close()
