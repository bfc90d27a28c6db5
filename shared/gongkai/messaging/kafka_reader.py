"""One consumer group's reading: each partition in its order, the place noted only after the effects are committed."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

import structlog
from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition
from aiokafka.errors import CommitFailedError, IllegalStateError, KafkaError

from gongkai.messaging import kafka_admin
from gongkai.messaging.bus import Handler, Received, Record

log = structlog.get_logger(__name__)

MOST_AT_ONCE: Final = 500
POLL_MS: Final = 500
SIDE_BY_SIDE: Final = 8
LONGEST_PAUSE: Final = 5.0
HAND_OVER_WITHIN: Final = 25.0
"""Longest a rebalance waits for a batch in hand: a little more than all retries on the spot."""
STOP_WITHIN: Final = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderSettings:
    """How a group reads. `instance` makes it a static member, whose short absence moves no partition."""

    bootstrap: str
    instance: str | None
    on_stuck: Callable[[], object]
    session: float = 10.0
    """Seconds without a heartbeat after which the cluster takes a member for dead."""
    patience: float = 60.0
    """Seconds without progress, although records wait, after which we do."""


class _Stretch(ConsumerRebalanceListener):  # type: ignore[misc]
    """One connected stretch of reading, from joining the group until something breaks."""

    def __init__(self, consumer: Any, handle: Handler) -> None:
        self.consumer = consumer
        self._handle = handle
        self._places = asyncio.Semaphore(SIDE_BY_SIDE)
        self._tasks: dict[TopicPartition, asyncio.Task[None]] = {}
        self._in_hand: set[TopicPartition] = set()
        self._done: dict[TopicPartition, int] = {}
        self._to_commit = asyncio.Event()
        self.broken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.last_progress = asyncio.get_running_loop().time()
        self.reached: dict[TopicPartition, int] = {}

    async def on_partitions_assigned(self, assigned: Collection[TopicPartition]) -> None:
        """Start to read what is ours now."""
        self._progress()
        for tp in assigned:
            self._tasks[tp] = asyncio.create_task(self._read(tp))
            self._tasks[tp].add_done_callback(self._ended)

    async def on_partitions_revoked(self, revoked: Collection[TopicPartition]) -> None:
        """Finish what is in hand, note the places, and only then let the partitions go."""
        tasks, self._tasks = self._tasks, {}
        for tp, task in tasks.items():
            if tp not in self._in_hand:
                task.cancel()
        if tasks:
            _, late = await asyncio.wait(tasks.values(), timeout=HAND_OVER_WITHIN)
            for task in late:
                task.cancel()
        await self._commit()
        self.reached.clear()

    async def keep_committing(self) -> None:
        """Note places as they come; while one note is on its way, the next gather."""
        while True:
            await self._to_commit.wait()
            await self._commit()

    async def end(self) -> None:
        """Stop reading; what is in hand is broken off and comes again."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._done:
            await asyncio.wait({asyncio.ensure_future(self._commit())}, timeout=1.0)

    async def _read(self, tp: TopicPartition) -> None:
        failures = 0
        while True:
            found = await self.consumer.getmany(tp, timeout_ms=POLL_MS, max_records=MOST_AT_ONCE)
            messages = found.get(tp)
            if not messages:
                continue
            if await self._hand_over(tp, messages):
                failures = 0
                if tp not in self._tasks:
                    return
                continue
            failures += 1
            if tp not in self._tasks:
                return
            await asyncio.sleep(min(0.1 * 2.0**failures, LONGEST_PAUSE))
            self.consumer.seek(tp, messages[0].offset)

    async def _hand_over(self, tp: TopicPartition, messages: Sequence[Any]) -> bool:
        async with self._places:
            self._in_hand.add(tp)
            try:
                await self._handle([_received(message) for message in messages])
            except Exception as error:  # noqa: BLE001 - whatever it was, the batch comes again
                log.warning("batch_comes_again", topic=tp.topic, partition=tp.partition, error=type(error).__name__)
                return False
            else:
                self._done[tp] = self.reached[tp] = messages[-1].offset + 1
                self._to_commit.set()
                return True
            finally:
                self._in_hand.discard(tp)
                self._progress()

    async def _commit(self) -> None:
        self._to_commit.clear()
        done, self._done = self._done, {}
        if not done:
            return
        try:
            await self.consumer.commit(done)
        except (CommitFailedError, IllegalStateError) as error:
            log.warning("place_not_noted", error=type(error).__name__)

    def _progress(self) -> None:
        self.last_progress = asyncio.get_running_loop().time()

    def _ended(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()) and not self.broken.done():
            self.broken.set_exception(error)


class GroupReader:
    """Reads for one group until cancelled, through broker outages, rebalances and failing handlers."""

    def __init__(self, settings: ReaderSettings, group: str, topics: Sequence[str], handle: Handler) -> None:
        self._settings = settings
        self._group = group
        self._topics = topics
        self._handle = handle

    async def run(self, prepare: Callable[[], Any]) -> None:
        """Read for ever; `prepare` sees to it that the topics exist."""
        failures = 0
        loop = asyncio.get_running_loop()
        while True:
            began = loop.time()
            try:
                await prepare()
                await self._read()
            except (KafkaError, OSError, TimeoutError) as error:
                failures = 1 if loop.time() - began > 60 else failures + 1
                log.warning("reading_broken", group=self._group, error=type(error).__name__)
            await asyncio.sleep(min(0.1 * 2.0**failures, LONGEST_PAUSE))

    async def _read(self) -> None:
        consumer = self._new_consumer()
        stretch = _Stretch(consumer, self._handle)
        helpers = [asyncio.create_task(stretch.keep_committing()), asyncio.create_task(self._watch(stretch))]
        try:
            consumer.subscribe(list(self._topics), listener=stretch)
            await consumer.start()
            await asyncio.wait({stretch.broken, *helpers}, return_when=asyncio.FIRST_COMPLETED)
            for future in (stretch.broken, *helpers):
                if future.done():
                    future.result()
        finally:
            for task in helpers:
                task.cancel()
            await stretch.end()
            stopping = asyncio.ensure_future(consumer.stop())
            await asyncio.wait({stopping}, timeout=STOP_WITHIN)
            stopping.cancel()

    def _new_consumer(self) -> Any:
        return AIOKafkaConsumer(
            bootstrap_servers=self._settings.bootstrap,
            client_id="gongkai",
            group_id=self._group,
            group_instance_id=self._settings.instance,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            isolation_level="read_committed",
            session_timeout_ms=int(self._settings.session * 1000),
            heartbeat_interval_ms=int(self._settings.session * 300),
            rebalance_timeout_ms=int(HAND_OVER_WITHIN * 1000) + 5000,
            request_timeout_ms=int(HAND_OVER_WITHIN * 1000) + 15000,
        )

    async def _watch(self, stretch: _Stretch) -> None:
        """Crash-only: records wait, partitions are ours, and nothing moved for a minute: end, and be started again."""
        patience = self._settings.patience
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(patience / 4)
            if loop.time() - stretch.last_progress < patience:
                continue
            assigned = stretch.consumer.assignment()
            if assigned and await self._records_wait(assigned, stretch):
                log.error("reading_stuck", group=self._group)
                self._settings.on_stuck()

    async def _records_wait(self, assigned: Collection[TopicPartition], stretch: _Stretch) -> bool:
        try:
            first, ends = await kafka_admin.bounds(self._settings.bootstrap, assigned)
            noted = await kafka_admin.committed(self._settings.bootstrap, self._group)
        except kafka_admin.AWAY:
            return False
        return any(ends[tp] > max(stretch.reached.get(tp, -1), noted.get(tp, -1), first[tp]) for tp in assigned)


def _received(message: Any) -> Received:
    record = Record(message.topic, message.key or b"", tuple(message.headers), message.value or b"")
    return Received(record, message.partition, message.offset)
