"""Two ways to read an outbox that look right and are not: the oracle catches both, and passes ours."""

from collections.abc import AsyncIterator, Sequence
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.events.envelope import Envelope
from gongkai.events.record import Record
from gongkai.messaging import outbox
from gongkai.messaging.local_bus import LocalBus
from gongkai.messaging.outbox import outbox as rows
from gongkai.messaging.relay import Relay
from gongkai.timepiece import new_id
from tests.chaos.oracle import complaints
from tests.event_pipeline import TOPIC, Pipeline, amended, at_work, eventually, record_of

GROUP = "group"


@pytest.fixture
async def bus(pipeline: Pipeline) -> AsyncIterator[LocalBus]:
    bus = LocalBus()
    bus.declare(GROUP, [TOPIC])
    async with at_work(bus.run(GROUP, [TOPIC], pipeline.consumer(GROUP).handle)):
        await eventually(lambda: takes_records(bus))
        yield bus


async def takes_records(bus: LocalBus) -> bool:
    return await bus.send([Record(TOPIC, b"key", (), b"")]) == [None]


def records(found: Sequence[Any]) -> list[Record]:
    return [
        Record(row.topic, str(row.aggregateid).encode(), tuple((n, v.encode()) for n, v in row.headers), row.payload)
        for row in found
    ]


class PollsByNumber:
    """Remembers the highest number it has sent and asks for what is above."""

    def __init__(self, pipeline: Pipeline, bus: LocalBus) -> None:
        self._pipeline = pipeline
        self._bus = bus
        self._last = 0

    async def step(self) -> int:
        async with self._pipeline.engine.connect() as db:
            found = (await db.execute(select(rows).where(rows.c.seq > self._last).order_by(rows.c.seq))).all()
        await self._bus.send(records(found))
        self._last = max((row.seq for row in found), default=self._last)
        return len(found)


async def late_commit(pipeline: Pipeline, relay: PollsByNumber | Relay) -> dict[UUID, int]:
    """One transaction takes its number first and commits last."""
    slow, quick = new_id(), new_id()
    async with pipeline.engine.begin() as db:
        await outbox.put(db, [Envelope.from_record(record_of(amended(slow, 1)))])
        await pipeline.announce(amended(quick, 1))
        await relay.step()
    await relay.step()
    return {slow: 1, quick: 1}


async def test_f2_polling_by_number_loses_what_commits_late(pipeline: Pipeline, bus: LocalBus) -> None:
    announced = await late_commit(pipeline, PollsByNumber(pipeline, bus))
    assert complaints(await pipeline.applied(GROUP), announced) == ["lost [1]"]


async def test_f2_our_relay_finds_what_commits_late(pipeline: Pipeline, bus: LocalBus) -> None:
    announced = await late_commit(pipeline, Relay(pipeline.engine, bus))
    assert complaints(await pipeline.applied(GROUP), announced) == []


class LocksRows:
    """Takes the next unsent rows that nobody else has locked."""

    def __init__(self, bus: LocalBus) -> None:
        self._bus = bus

    async def take(self, db: AsyncConnection) -> Sequence[Any]:
        unsent = select(rows).where(rows.c.published_at.is_(None)).order_by(rows.c.seq).limit(1)
        return (await db.execute(unsent.with_for_update(skip_locked=True))).all()

    async def send(self, db: AsyncConnection, found: Sequence[Any]) -> None:
        await self._bus.send(records(found))
        sent = update(rows).where(rows.c.seq.in_([row.seq for row in found]))
        await db.execute(sent.values(published_at=func.clock_timestamp()))
        await db.commit()


async def test_f2_two_relays_that_lock_rows_let_events_overtake(pipeline: Pipeline, bus: LocalBus) -> None:
    key = new_id()
    await pipeline.announce(amended(key, 1), amended(key, 2))
    relay = LocksRows(bus)
    async with pipeline.engine.connect() as one, pipeline.engine.connect() as other:
        slow = await relay.take(one)
        await relay.send(other, await relay.take(other))
        await relay.send(one, slow)
    assert complaints(await pipeline.applied(GROUP), {key: 2}) == ["lost [1]"]


async def test_f2_two_relays_of_ours_keep_the_order(pipeline: Pipeline, bus: LocalBus) -> None:
    """While one is slow in sending, the other finds the shard locked."""
    key = new_id()
    await pipeline.announce(amended(key, 1), amended(key, 2))
    other = Relay(pipeline.engine, bus, batch=1)

    class Slow(LocalBus):
        async def send(self, records: Sequence[Record]) -> list[BaseException | None]:
            assert await other.step() == 0
            return await bus.send(records)

    one = Relay(pipeline.engine, Slow(), batch=1)
    assert [await one.step(), await one.step(), await one.step()] == [1, 1, 0]
    assert complaints(await pipeline.applied(GROUP), {key: 2}) == []
    async with pipeline.engine.connect() as db:
        assert (await outbox.pending(db)).count == 0
