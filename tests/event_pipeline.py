"""A service without a trade: an outbox, a consumer and a ledger of its effects, to test how events travel."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Column, Identity, MetaData, String, Table, Uuid, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from gongkai.actor import Actor
from gongkai.database.columns import shared_metadata
from gongkai.database.engine import create_engine
from gongkai.embedded.postgres import EmbeddedPostgres
from gongkai.events.envelope import Envelope, Event
from gongkai.events.record import Record
from gongkai.events.ticket import TicketAmended
from gongkai.messaging import dead_letters, inbox, outbox
from gongkai.runtime.consumer import Consumer, Subscription, on_batch
from gongkai.timepiece import Timepiece, new_id
from gongkai.unit_of_work import ServiceConstants, Work, transaction
from gongkai.worktime.calendar import load_calendar

TABLES = (outbox.outbox, outbox.outbox_shard, inbox.inbox, inbox.inbox_gate, dead_letters.dead_letter)
TOPIC = "gongkai.ticket"

ledger = Table(
    "ledger",
    MetaData(),
    Column("n", BigInteger, Identity(), primary_key=True),
    Column("consumer", String(80), nullable=False),
    Column("aggregate", Uuid, nullable=False),
    Column("version", BigInteger, nullable=False),
)
"""One row for each effect, in the order of the effects of an aggregate."""


@dataclass(frozen=True)
class Pipeline:
    """One database with outbox, inbox, dead letters and ledger."""

    engine: AsyncEngine
    url: str

    @asynccontextmanager
    async def work(self) -> AsyncIterator[Work]:
        """One transaction."""
        constants = ServiceConstants(service="ticket", engine=self.engine, calendar=load_calendar(), limits={})
        async with transaction(constants, Timepiece().now(), Actor.system()) as work:
            yield work

    async def announce(self, *events: Event) -> None:
        """Write events into the outbox and commit."""
        async with self.work() as work:
            for event in events:
                work.announce(event)

    def consumer(self, group: str, *subscriptions: Subscription, delays: Sequence[float] = (0.01, 0.01)) -> Consumer:
        """A consumer that enters every event into the ledger, or does what it is told."""
        return Consumer(group, subscriptions or (on_batch(Event, enter(group)),), self.work, self.engine, delays=delays)

    async def applied(self, group: str) -> dict[UUID, list[int]]:
        """The versions of each aggregate in the order in which they took effect."""
        rows = select(ledger).where(ledger.c.consumer == group).order_by(ledger.c.n)
        versions: dict[UUID, list[int]] = defaultdict(list)
        async with self.engine.connect() as db:
            for row in await db.execute(rows):
                versions[row.aggregate].append(row.version)
        return dict(versions)

    async def unsent(self) -> int:
        """How many events wait in the outbox."""
        async with self.engine.connect() as db:
            return (await outbox.pending(db)).count

    async def dead(self) -> list[dead_letters.WaitingLetter]:
        """The dead letters that wait."""
        async with self.engine.connect() as db:
            return await dead_letters.waiting(db)


def enter(group: str) -> Callable[[Sequence[Event], Work], Awaitable[None]]:
    """The effect of an event: a row in the ledger."""

    async def write(events: Sequence[Event], work: Work) -> None:
        rows = [{"consumer": group, "aggregate": event.aggregate_id, "version": event.version} for event in events]
        await work.db.execute(insert(ledger), rows)

    return write


@asynccontextmanager
async def open_pipeline(postgres: EmbeddedPostgres) -> AsyncIterator[Pipeline]:
    """A fresh database of that kind."""
    name = f"pipeline_{new_id().hex}"
    await postgres.create_missing([name])
    url = postgres.url_for(name)
    engine = create_engine(url, 20)
    try:
        async with engine.begin() as db:
            await db.run_sync(shared_metadata.create_all, TABLES)
            await db.run_sync(ledger.metadata.create_all)
            await db.execute(insert(outbox.outbox_shard), [{"shard": shard} for shard in range(outbox.SHARDS)])
        yield Pipeline(engine, url)
    finally:
        await engine.dispose()


def amended(aggregate: UUID, version: int) -> TicketAmended:
    """Any event will do."""
    return TicketAmended(aggregate_id=aggregate, version=version, state="open", order_no=f"12345-{version}")


def record_of(event: Event, **other: Any) -> Record:
    """The event as the relay would send it."""
    made = Timepiece().wall()
    return Envelope.around(event, id=new_id(), source="/ticket-service", time=made, **other).to_record()


async def eventually(holds: Callable[[], Awaitable[object]], within: float = 15.0) -> None:
    """Wait until something is so, and fail when it is not so in time."""
    loop = asyncio.get_running_loop()
    until = loop.time() + within
    while not await holds():
        assert loop.time() < until, f"not within {within} s: {holds}"
        await asyncio.sleep(0.02)


@asynccontextmanager
async def at_work(*loops: Any) -> AsyncIterator[None]:
    """Loops that run beside the test and are ended after it; one that breaks fails the test."""
    tasks = [asyncio.ensure_future(loop) for loop in loops]
    try:
        yield
        for task in tasks:
            if task.done():
                task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def versions(found: Iterable[Record]) -> dict[bytes, list[int]]:
    """The sequences of each key, in order of arrival."""
    by_key: dict[bytes, list[int]] = defaultdict(list)
    for record in found:
        by_key[record.key].append(int(dict(record.headers)["ce_sequence"]))
    return dict(by_key)
