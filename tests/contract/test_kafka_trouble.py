"""Kafka away, shared out anew or standing still: nothing is lost, nothing spins; and others read what we wrote."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

from cloudevents.core.bindings.kafka import KafkaMessage, from_binary
from cloudevents.core.formats.json import JSONFormat
from confluent_kafka import Consumer as OtherReader
from confluent_kafka import Message

from gongkai.events.record import ReceivedRecord, Record
from gongkai.messaging.bus import BusAway
from gongkai.messaging.kafka import KafkaBus
from gongkai.messaging.kafka_admin import create_topics
from gongkai.messaging.relay import Relay
from gongkai.timepiece import new_id
from gongkai_dev.local_processes.kafka_broker import LocalBroker
from tests.contract.conftest import Line
from tests.contract.test_bus import Inspector, arrived, first_arrivals, records, send_until_safe
from tests.event_pipeline import TOPIC, Pipeline, amended, at_work, eventually


@asynccontextmanager
async def bus_on(broker: LocalBroker, **given: object) -> AsyncIterator[KafkaBus]:
    bus = KafkaBus(broker.bootstrap, partitions=3, **given)  # type: ignore[arg-type]
    await bus.start()
    try:
        yield bus
    finally:
        await bus.stop()


async def line_on(broker: LocalBroker, bus: KafkaBus) -> Line:
    topic = f"gongkai.t{new_id().hex}"
    await create_topics(broker.bootstrap, [topic], 3, 1)
    return Line("kafka", bus, topic)


async def test_f2_sending_to_an_absent_broker_says_so_soon() -> None:
    bus = KafkaBus("127.0.0.1:1")
    await bus.start()
    began = asyncio.get_running_loop().time()
    outcomes = await bus.send(records("gongkai.t", 2, 1))
    assert [type(outcome) for outcome in outcomes] == [BusAway, BusAway]
    await bus.stop()
    assert asyncio.get_running_loop().time() - began < 5


async def test_f2_a_consumer_waits_for_a_broker_that_starts_later(broker_of_my_own: LocalBroker) -> None:
    await asyncio.to_thread(broker_of_my_own.stop)
    inspector = Inspector()
    async with (
        bus_on(broker_of_my_own) as bus,
        at_work(bus.run("group", [TOPIC], inspector)),
    ):
        await asyncio.sleep(0.5)
        await asyncio.to_thread(broker_of_my_own.start)
        sent = [replace(record, topic=TOPIC) for record in records(TOPIC)]
        await send_until_safe(Line("kafka", bus, TOPIC), sent)
        await eventually(lambda: arrived(inspector, sent))


async def test_f2_partitions_that_change_hands_lose_nothing(kafka: LocalBroker) -> None:
    """A second member joins and the first leaves while records flow and a handler is slow."""

    class Slow(Inspector):
        async def __call__(self, batch: Sequence[ReceivedRecord]) -> None:
            await asyncio.sleep(0.2)
            await super().__call__(batch)

    one, other = Slow(), Slow()
    sent: list[Record] = []
    async with bus_on(kafka) as first, bus_on(kafka) as second:
        first.reading = second.reading = replace(first.reading, session=2.0)
        line = await line_on(kafka, first)

        async def send_more() -> None:
            more = records(line.topic, aggregates=12, each=2)
            await send_until_safe(line, more)
            sent.extend(more)

        async def both_at_work() -> bool:
            await send_more()
            return bool(one.records and other.records)

        async with at_work(second.run("g" + line.topic, [line.topic], other)):
            async with at_work(first.run("g" + line.topic, [line.topic], one)):
                await eventually(both_at_work)
            await send_more()
            await eventually(lambda: both_have(one, other, sent))
    assert len(one.records) + len(other.records) < 2 * len(sent)
    for half in (first_arrivals(one.records), first_arrivals(other.records)):
        assert all(found == sorted(found) for found in half.values())


async def both_have(one: Inspector, other: Inspector, sent: Sequence[Record]) -> bool:
    return set(sent) <= set(one.records) | set(other.records)


async def test_f2_reading_that_stands_still_ends_the_process(kafka: LocalBroker) -> None:
    stuck = asyncio.Event()
    forever = asyncio.Event()

    async def never_done(batch: Sequence[ReceivedRecord]) -> None:
        await forever.wait()

    async with bus_on(kafka, on_stuck=stuck.set) as bus:
        bus.reading = replace(bus.reading, patience=0.4)
        line = await line_on(kafka, bus)
        async with at_work(bus.run("g" + line.topic, [line.topic], never_done)):
            await asyncio.sleep(1.2)
            assert not stuck.is_set()
            await send_until_safe(line, records(line.topic, 1, 1))
            await asyncio.wait_for(stuck.wait(), 10)


async def test_f2_a_failing_handler_is_not_taken_for_standing_still(kafka: LocalBroker) -> None:
    stuck = asyncio.Event()
    async with bus_on(kafka, on_stuck=stuck.set) as bus:
        bus.reading = replace(bus.reading, patience=1.5)
        line, inspector = await line_on(kafka, bus), Inspector(failures=3)
        async with at_work(bus.run("g" + line.topic, [line.topic], inspector)):
            sent = records(line.topic, 1, 1)
            await send_until_safe(line, sent)
            await eventually(lambda: arrived(inspector, sent))
    assert not stuck.is_set()


async def test_f1_others_read_what_we_wrote(kafka: LocalBroker, pipeline: Pipeline) -> None:
    """librdkafka reads the records, and the CloudEvents SDK finds the event in them."""
    key = new_id()
    await pipeline.announce(amended(key, 7))
    async with bus_on(kafka) as bus:
        assert await Relay(pipeline.engine, bus).step() == 1
    message = await asyncio.to_thread(found_by_librdkafka, kafka.bootstrap, str(key).encode())
    headers = {str(name): value for name, value in dict(message.headers() or ()).items() if isinstance(value, bytes)}
    event = from_binary(KafkaMessage(headers, message.key(), message.value() or b""), JSONFormat())
    assert event.get_type() == "gongkai.ticket.amended.v1"
    assert event.get_source() == "/ticket-service"
    assert event.get_subject() == str(key)
    assert event.get_extension("sequence") == "7"
    assert event.get_datacontenttype() == "application/json"
    time = event.get_time()
    assert time is not None
    assert time.tzinfo is not None
    assert event.get_data() == json.loads(message.value() or b"")
    assert "aggregate_id" not in json.loads(message.value() or b"")


def found_by_librdkafka(bootstrap: str, key: bytes) -> Message:
    """Poll from the beginning until the record with that key comes."""
    settings = {"bootstrap.servers": bootstrap, "group.id": new_id().hex, "auto.offset.reset": "earliest"}
    reader = OtherReader(settings)
    reader.subscribe([TOPIC])
    try:
        for _ in range(200):
            message = reader.poll(0.1)
            if message is not None and message.error() is None and message.key() == key:
                return message
    finally:
        reader.close()
    raise AssertionError("librdkafka did not find the record")
