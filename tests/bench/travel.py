"""How long an event travels: from the commit that made it true to the commit of its effect, through a real Kafka."""

import asyncio
import gc
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from time import perf_counter
from typing import Any, Final
from uuid import UUID

from aiokafka import AIOKafkaConsumer
from sqlalchemy import Column, MetaData, Table, Uuid, insert
from sqlalchemy.ext.asyncio import AsyncEngine

from gongkai.actor import Actor
from gongkai.database.engine import create_engine
from gongkai.events.envelope import Event
from gongkai.events.inquiry import QuestionAsked
from gongkai.events.record import ReceivedRecord
from gongkai.messaging import kafka_admin
from gongkai.messaging.kafka import KafkaBus
from gongkai.messaging.relay import Relay
from gongkai.runtime.consumer import Consumer, on_batch
from gongkai.timepiece import Timepiece, new_id
from gongkai.unit_of_work import ServiceConstants, Work, transaction
from gongkai.worktime.calendar import load_calendar
from tests.bench.relay import raw_producer
from tests.bench.rounds import Contestant, Line, Outcome, WrongAnswer, at_most, percentile, take_turns
from tests.bench.site import Site

RATE: Final = 200
SECONDS: Final = 3.0
PATIENCE: Final = 15.0
RAW_TOPIC: Final = "bench.travel"
OURS: Final = "commit → consumed"
LOST: Final = "commit → consumed, all wake-ups lost"
FLOOR: Final = "raw produce → consumed"

Send = Callable[[UUID], Coroutine[Any, Any, None]]

metadata = MetaData()
effect = Table("bench_effect", metadata, Column("id", Uuid, primary_key=True))


@dataclass
class Journeys:
    """Notes when each event set out and when it arrived."""

    setting_out: dict[UUID, float] = field(default_factory=dict)
    arrived: dict[UUID, float] = field(default_factory=dict)

    async def at_a_fixed_rate(self, send: Send) -> list[float]:
        """Send events at the fixed rate and wait for all; their latencies in milliseconds."""
        ids = [new_id() for _ in range(int(RATE * SECONDS))]
        begun = perf_counter()
        sending: list[asyncio.Task[None]] = []
        for number, event_id in enumerate(ids):
            await asyncio.sleep(max(0.0, begun + number / RATE - perf_counter()))
            sending.append(asyncio.create_task(send(event_id)))
        await asyncio.gather(*sending)
        until = perf_counter() + PATIENCE
        while not self.arrived.keys() >= set(ids):
            if perf_counter() > until:
                raise WrongAnswer(f"{len(set(ids) - self.arrived.keys())} of {len(ids)} events did not arrive")
            await asyncio.sleep(0.01)
        return [(self.arrived[event_id] - self.setting_out[event_id]) * 1000 for event_id in ids]


async def lines(site: Site) -> list[Line]:
    """Milliseconds at 200 events per second."""
    bootstrap = await site.kafka()
    engine = create_engine(await site.database("policy"), 20)
    async with engine.begin() as db:
        await db.run_sync(metadata.create_all)
    p50 = Outcome({})
    async with pipeline(engine, bootstrap) as (journeys, commit, wake), raw(bootstrap) as (raw_journeys, produce):
        gc.collect()
        gc.freeze()  # as every serving process does
        p99 = await take_turns(
            {
                OURS: _turn(journeys, partial(commit, wake), p50, OURS),
                FLOOR: _turn(raw_journeys, produce, p50, FLOOR),
            }
        )
        lost = await take_turns({LOST: _turn(journeys, partial(commit, asyncio.Event()), Outcome({}), LOST, 1.0)})
    await engine.dispose()
    return [
        p50.alone(OURS, floor=FLOOR, what=f"{OURS} at {RATE}/s, p50", unit="ms"),
        p99.alone(OURS, floor=FLOOR, what=f"{OURS} at {RATE}/s, p99", unit="ms", goal=at_most(10, "ms")),
        lost.alone(LOST, what=f"{LOST}, slowest", unit="ms", goal=at_most(1500, "ms")),
    ]


def _turn(journeys: Journeys, send: Send, p50: Outcome, name: str, share: float = 0.99) -> Contestant:
    async def turn() -> float:
        latencies = await journeys.at_a_fixed_rate(send)
        p50.figures.setdefault(name, []).append(percentile(latencies, 0.5))
        return percentile(latencies, share)

    return turn


Commit = Callable[[asyncio.Event, UUID], Coroutine[Any, Any, None]]


@asynccontextmanager
async def pipeline(engine: AsyncEngine, bootstrap: str) -> AsyncIterator[tuple[Journeys, Commit, asyncio.Event]]:
    """Transaction, outbox, relay, Kafka, consumer, inbox, effect: all of it, in this process."""
    desk = ServiceConstants(service="inquiry", engine=engine, calendar=load_calendar(), limits={})
    timepiece, journeys, wake, bus = Timepiece(), Journeys(), asyncio.Event(), KafkaBus(bootstrap)

    def open_work() -> AbstractAsyncContextManager[Work]:
        return transaction(desk, timepiece.now(), Actor.system())

    async def commit(wake: asyncio.Event, event_id: UUID) -> None:
        async with open_work() as work:
            work.announce(_asked(work), id=event_id)
        journeys.setting_out[event_id] = perf_counter()
        wake.set()

    consumer = Consumer("gongkai.bench", [on_batch(QuestionAsked, _take_effect)], open_work, engine)

    async def handle(batch: Sequence[ReceivedRecord]) -> None:
        await consumer.handle(batch)
        for received in batch:
            journeys.arrived[UUID(dict(received.record.headers)["ce_id"].decode())] = perf_counter()

    tasks = [
        asyncio.create_task(Relay(engine, bus).run(wake)),
        asyncio.create_task(bus.run(consumer.name, ["gongkai.inquiry"], handle)),
    ]
    try:
        yield journeys, commit, wake
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await bus.stop()


def _asked(work: Work) -> QuestionAsked:
    return QuestionAsked(
        aggregate_id=work.new_id(),
        version=1,
        ref="ZX-260708-7K3M-9",
        unit="consumer",
        desk_path="/desk/inquiries/1",
        state="asked",
        received_at=work.now,
    )


async def _take_effect(events: Sequence[Event], work: Work) -> None:
    await work.db.execute(insert(effect), [{"id": event.aggregate_id} for event in events])


@asynccontextmanager
async def raw(bootstrap: str) -> AsyncIterator[tuple[Journeys, Send]]:
    """The library alone: produce and receive, nothing stored."""
    await kafka_admin.create_topics(bootstrap, {RAW_TOPIC}, 12, 1)
    journeys = Journeys()
    consumer: Any = AIOKafkaConsumer(RAW_TOPIC, bootstrap_servers=bootstrap, auto_offset_reset="earliest")
    await consumer.start()

    async def receive() -> None:
        async for message in consumer:
            journeys.arrived[UUID(bytes=message.key)] = perf_counter()

    receiving = asyncio.create_task(receive())
    async with raw_producer(bootstrap) as producer:

        async def produce(event_id: UUID) -> None:
            journeys.setting_out[event_id] = perf_counter()
            await producer.send_and_wait(RAW_TOPIC, value=bytes(400), key=event_id.bytes)

        yield journeys, produce
    receiving.cancel()
    await asyncio.gather(receiving, return_exceptions=True)
    await consumer.stop()
