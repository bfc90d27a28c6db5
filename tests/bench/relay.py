"""From the outbox to a real Kafka, beside a producer that only produces."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from time import perf_counter
from typing import Any, Final

from aiokafka import AIOKafkaProducer
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from gongkai.database.engine import create_engine
from gongkai.events.envelope import Envelope
from gongkai.events.record import Record
from gongkai.messaging import outbox
from gongkai.messaging.kafka import KafkaBus
from gongkai.messaging.relay import Relay
from gongkai.timepiece import Timepiece
from tests.bench.events import envelopes
from tests.bench.rounds import Contestant, Line, WrongAnswer, at_least, take_turns
from tests.bench.site import Site

EVENTS: Final = 12_000
RELAY: Final = "outbox → Kafka relay"
FLOOR: Final = "raw aiokafka produce (acks=all, idempotent)"
POSTS: Final = "POST rate"


async def lines(site: Site) -> list[Line]:
    """Events per second."""
    bootstrap = await site.kafka()
    engine = create_engine(await site.database("policy"), 10)
    events = envelopes(EVENTS, Timepiece().wall())
    async with bus(bootstrap) as kafka, raw_producer(bootstrap) as producer:
        outcome = await take_turns(
            {
                RELAY: _relayed(engine, Relay(engine, kafka), events),
                FLOOR: _produced(producer, [event.to_record() for event in events]),
            }
        )
    await engine.dispose()
    line = outcome.against(RELAY, FLOOR, what=RELAY, goal=at_least(0.4))
    return [line, *_beside_posts(line, site)]


def _beside_posts(line: Line, site: Site) -> list[Line]:
    """The relay must be faster than orders can come in; known if the webhook was measured in this run."""
    posts = site.known.get(POSTS)
    if posts is None:
        return []
    return [
        Line(
            what=RELAY,
            figure=line.figure,
            unit="/s",
            floor="webhook POST, c=32",
            floor_figure=posts,
            ratio=line.figure / posts,
            goal=at_least(3),
        )
    ]


def _relayed(engine: AsyncEngine, relay: Relay, events: Sequence[Envelope]) -> Contestant:
    async def turn() -> float:
        async with engine.begin() as db:
            await db.execute(text("TRUNCATE outbox"))
            await outbox.put(db, events)
        begun = perf_counter()
        sent = 0
        while done := await relay.step():
            sent += done
        if sent != len(events):
            raise WrongAnswer(f"{sent} of {len(events)} events went out")
        return sent / (perf_counter() - begun)

    return turn


def _produced(producer: Any, records: Sequence[Record]) -> Contestant:
    async def turn() -> float:
        begun = perf_counter()
        asked = [
            await producer.send(record.topic, value=record.value, key=record.key, headers=list(record.headers))
            for record in records
        ]
        for one in asked:
            await one
        return len(records) / (perf_counter() - begun)

    return turn


@asynccontextmanager
async def bus(bootstrap: str) -> AsyncIterator[KafkaBus]:
    """The bus as the services use it, with its topics made."""
    kafka = KafkaBus(bootstrap)
    await kafka.start()
    try:
        outcomes = await kafka.send([event.to_record() for event in envelopes(1, Timepiece().wall())])
        if outcomes != [None]:
            raise WrongAnswer(f"Kafka does not take events: {outcomes}")
        yield kafka
    finally:
        await kafka.stop()


@asynccontextmanager
async def raw_producer(bootstrap: str) -> AsyncIterator[Any]:
    """The library alone, as safe as ours: acks=all, idempotent, no lingering."""
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, acks="all", enable_idempotence=True)
    await producer.start()
    try:
        yield producer
    finally:
        await producer.stop()
