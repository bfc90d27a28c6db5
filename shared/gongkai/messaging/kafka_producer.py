"""Writes records to Kafka so that none overtakes another of its key, and starts afresh after any failure."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Final

import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError, MessageSizeTooLargeError
from aiokafka.partitioner import DefaultPartitioner

from gongkai.events.record import Record
from gongkai.messaging.bus import BusAway, NotSent

log = structlog.get_logger(__name__)

LARGEST_RECORD: Final = 1_000_000
LARGEST_BATCH: Final = 512 * 1024
ANSWER_WITHIN: Final = 10.0
STOP_WITHIN: Final = 3.0

Numbered = tuple[int, Record]
Outcomes = list[BaseException | None]


class KafkaProducer:
    """One idempotent producer (acks=all, linger 0), built when first needed and dropped when it failed.

    Records of one partition go out batch after batch, each awaited: a batch arrives whole or not at all, so an event
    can never arrive without the one before it. Partitions go side by side.
    """

    def __init__(self, bootstrap: str) -> None:
        self._bootstrap = bootstrap
        self._producer: Any = None
        self._building = asyncio.Lock()
        self._closing: set[asyncio.Task[None]] = set()
        self._choose = DefaultPartitioner()

    async def send(self, records: Sequence[Record]) -> Outcomes:
        """One outcome for each record, after at most about 20 s."""
        outcomes: Outcomes = [None] * len(records)
        try:
            producer = await self._ready()
            partitions = await self._by_partition(producer, records)
        except (KafkaError, OSError, TimeoutError) as error:
            log.warning("kafka_away", error=type(error).__name__)
            self._drop(self._producer)
            return [BusAway(type(error).__name__)] * len(records)
        await asyncio.gather(
            *(_SendLane(producer, *at, outcomes).send(numbered) for at, numbered in partitions.items())
        )
        if any(o is not None and not isinstance(o, MessageSizeTooLargeError | NotSent) for o in outcomes):
            self._drop(producer)
        return outcomes

    async def stop(self) -> None:
        """Let go of the connection, in bounded time even when the broker is away."""
        self._drop(self._producer)
        if self._closing:
            await asyncio.wait(self._closing, timeout=3 * STOP_WITHIN)

    async def _ready(self) -> Any:
        async with self._building:
            if self._producer is None:
                producer = AIOKafkaProducer(
                    bootstrap_servers=self._bootstrap,
                    client_id="gongkai",
                    acks="all",
                    enable_idempotence=True,
                    linger_ms=0,
                    max_batch_size=LARGEST_BATCH,
                    request_timeout_ms=int(ANSWER_WITHIN * 1000),
                )
                try:
                    async with asyncio.timeout(ANSWER_WITHIN):
                        await producer.start()
                except BaseException:
                    self._close_later(producer)
                    raise
                self._producer = producer
            return self._producer

    async def _by_partition(self, producer: Any, records: Sequence[Record]) -> dict[tuple[str, int], list[Numbered]]:
        numbers = {}
        for topic in {record.topic for record in records}:
            async with asyncio.timeout(ANSWER_WITHIN):
                numbers[topic] = sorted(await producer.partitions_for(topic))
        lanes: dict[tuple[str, int], list[Numbered]] = defaultdict(list)
        for number, record in enumerate(records):
            partition = self._choose(record.key, numbers[record.topic], numbers[record.topic])
            lanes[record.topic, partition].append((number, record))
        return lanes

    def _drop(self, producer: Any) -> None:
        if producer is not None and producer is self._producer:
            self._producer = None
            self._close_later(producer)

    def _close_later(self, producer: Any) -> None:
        task = asyncio.create_task(_close(producer))
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)


class _SendLane:
    """The records of one `send` that go to one partition."""

    def __init__(self, producer: Any, topic: str, partition: int, outcomes: Outcomes) -> None:
        self._producer = producer
        self._topic = topic
        self._partition = partition
        self._outcomes = outcomes
        self._failed_keys: set[bytes] = set()

    async def send(self, numbered: list[Numbered]) -> None:
        """Send all of them, batch after batch; skip what stands behind a failed record of its key."""
        left = numbered
        while left:
            batch, packed, left = self._pack(left)
            if packed:
                error = await self._send_batch(batch)
                if error is not None:
                    self._fail(packed, error)

    def _pack(self, numbered: list[Numbered]) -> tuple[Any, list[Numbered], list[Numbered]]:
        batch = self._producer.create_batch()
        packed: list[Numbered] = []
        for place, (number, record) in enumerate(numbered):
            if record.key in self._failed_keys:
                self._outcomes[number] = NotSent()
            elif _size(record) > LARGEST_RECORD:
                self._fail([(number, record)], MessageSizeTooLargeError(_size(record)))
            elif batch.append(timestamp=None, key=record.key, value=record.value, headers=list(record.headers)) is None:
                return batch, packed, numbered[place:]
            else:
                packed.append((number, record))
        batch.close()
        return batch, packed, []

    async def _send_batch(self, batch: Any) -> BaseException | None:
        try:
            async with asyncio.timeout(2 * ANSWER_WITHIN):
                sent = await self._producer.send_batch(batch, self._topic, partition=self._partition)
                sent.add_done_callback(_hear)
                await asyncio.shield(sent)
        except (KafkaError, OSError, TimeoutError) as error:
            return error
        return None

    def _fail(self, numbered: Iterable[Numbered], error: BaseException) -> None:
        for number, record in numbered:
            self._outcomes[number] = error
            self._failed_keys.add(record.key)


def _size(record: Record) -> int:
    """An upper bound of what a record takes alone in a batch."""
    return 200 + len(record.key) + len(record.value) + sum(10 + 4 * len(n) + len(v) for n, v in record.headers)


def _hear(future: asyncio.Future[Any]) -> None:
    """Take notice of an outcome that nobody waits for any more."""
    if not future.cancelled():
        future.exception()


async def _close(producer: Any) -> None:
    """Stop a producer; its own `stop` may wait for ever for a broker that is away."""
    stopping = asyncio.ensure_future(producer.stop())
    await asyncio.wait({stopping}, timeout=STOP_WITHIN)
    if stopping.done():
        _hear(stopping)
        return
    stopping.cancel()
    await producer.client.close()
    ending = asyncio.ensure_future(producer._sender.close())
    await asyncio.wait({ending, stopping}, timeout=STOP_WITHIN)
    for future in (ending, stopping):
        if future.done():
            _hear(future)
