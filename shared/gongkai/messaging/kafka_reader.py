"""One consumer group's reading: each partition in its order, the place noted only after the effects are committed."""

import asyncio
from collections import deque
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Any, Final

import structlog
from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition
from aiokafka.errors import CommitFailedError, IllegalStateError, KafkaError

from gongkai.events.record import ReceivedRecord, Record
from gongkai.messaging import kafka_admin
from gongkai.messaging.bus import Handler

log = structlog.get_logger(__name__)

MOST_AT_ONCE: Final = 500
MOST_IN_MEMORY: Final = 2000
"""Records of one partition that may wait in memory before no more of it is fetched."""
POLL_MS: Final = 500
COMMIT_PAUSE: Final = 0.05
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


class _PartitionLane:
    """One assigned partition: its records, worked off batch by batch in order."""

    def __init__(self, handle: Handler, places: asyncio.Semaphore, done: Callable[[int], None]) -> None:
        self._handle = handle
        self._places = places
        self._done = done
        self._waiting: deque[Any] = deque()
        self._come = asyncio.Event()
        self._leaving = False
        self._in_hand = False
        self._task = asyncio.create_task(self._work_off())
        self.last_progress = asyncio.get_running_loop().time()

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, messages: Sequence[Any]) -> None:
        """More has come."""
        self._waiting.extend(messages)
        self._come.set()

    def leave(self) -> asyncio.Task[None]:
        """Begin nothing more; the task ends with the batch in hand."""
        self._leaving = True
        if not self._in_hand:
            self._task.cancel()
        return self._task

    def break_off(self) -> asyncio.Task[None]:
        """End at once; a batch in hand is rolled back and comes again."""
        self._task.cancel()
        return self._task

    async def _work_off(self) -> None:
        failures = 0
        while not self._leaving:
            if not self._waiting:
                self._come.clear()
                await self._come.wait()
            batch = list(islice(self._waiting, MOST_AT_ONCE))
            if await self._hand_over([_received(message) for message in batch]):
                failures = 0
                for _ in batch:
                    self._waiting.popleft()
                self._done(batch[-1].offset + 1)
            elif not self._leaving:
                failures += 1
                await asyncio.sleep(min(0.1 * 2.0**failures, LONGEST_PAUSE))

    async def _hand_over(self, batch: Sequence[ReceivedRecord]) -> bool:
        async with self._places:
            self._in_hand = True
            try:
                await self._handle(batch)
            except Exception as error:  # noqa: BLE001 - whatever it was, the batch comes again
                first = batch[0]
                log.warning(
                    "batch_comes_again",
                    topic=first.record.topic,
                    partition=first.partition,
                    offset=first.offset,
                    error=type(error).__name__,
                )
                return False
            else:
                return True
            finally:
                self._in_hand = False
                self.last_progress = asyncio.get_running_loop().time()


class _Stretch(ConsumerRebalanceListener):  # type: ignore[misc]
    """One connected stretch of reading, from joining the group until something breaks."""

    def __init__(self, consumer: Any, handle: Handler) -> None:
        self._consumer = consumer
        self._handle = handle
        self._places = asyncio.Semaphore(SIDE_BY_SIDE)
        self._lanes: dict[TopicPartition, _PartitionLane] = {}
        self._done: dict[TopicPartition, int] = {}
        self._to_commit = asyncio.Event()
        self.reached: dict[TopicPartition, int] = {}

    async def on_partitions_assigned(self, assigned: Collection[TopicPartition]) -> None:
        """Start to work off what is ours now."""
        for tp in assigned:
            self._lanes[tp] = _PartitionLane(self._handle, self._places, partial(self._note, tp))

    async def on_partitions_revoked(self, revoked: Collection[TopicPartition]) -> None:
        """Finish what is in hand, note the places, and only then let the partitions go."""
        lanes, self._lanes = self._lanes, {}
        if lanes:
            _, late = await asyncio.wait([lane.leave() for lane in lanes.values()], timeout=HAND_OVER_WITHIN)
            for task in late:
                task.cancel()
        await self._commit()
        self.reached.clear()

    async def keep_fetching(self) -> None:
        """Give each partition's lane what comes of it; a lane with too much waiting gets no more for a while."""
        held: set[TopicPartition] = set()
        while True:
            found = await self._consumer.getmany(timeout_ms=POLL_MS)
            for tp, messages in found.items():
                if tp in self._lanes:
                    self._lanes[tp].put(messages)
            for tp, lane in self._lanes.items():
                if len(lane) > MOST_IN_MEMORY and tp not in held:
                    self._consumer.pause(tp)
                    held.add(tp)
                elif tp in held and len(lane) < MOST_AT_ONCE:
                    self._consumer.resume(tp)
                    held.discard(tp)
            held &= self._lanes.keys()

    async def keep_committing(self) -> None:
        """Note places as they come; while one note is on its way, and for a moment after it, the next gather."""
        while True:
            await self._to_commit.wait()
            await self._commit()
            await asyncio.sleep(COMMIT_PAUSE)

    async def end(self) -> None:
        """Stop; what is in hand is broken off and comes again."""
        await asyncio.gather(*(lane.break_off() for lane in self._lanes.values()), return_exceptions=True)
        if self._done:
            await asyncio.wait({asyncio.ensure_future(self._commit())}, timeout=1.0)

    @property
    def last_progress(self) -> float:
        """When a batch was last dealt with, well or badly, or a partition came to us."""
        return max((lane.last_progress for lane in self._lanes.values()), default=0.0)

    def _note(self, tp: TopicPartition, place: int) -> None:
        self._done[tp] = self.reached[tp] = place
        self._to_commit.set()

    async def _commit(self) -> None:
        self._to_commit.clear()
        done, self._done = self._done, {}
        if not done:
            return
        try:
            await self._consumer.commit(done)
        except (CommitFailedError, IllegalStateError) as error:
            log.warning("place_not_noted", error=type(error).__name__)


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
        loops: list[asyncio.Task[None]] = []
        try:
            consumer.subscribe(list(self._topics), listener=stretch)
            await consumer.start()
            for loop in (stretch.keep_fetching(), stretch.keep_committing(), self._watch(consumer, stretch)):
                loops.append(asyncio.create_task(loop))
            broken, _ = await asyncio.wait(loops, return_when=asyncio.FIRST_COMPLETED)
            for loop_task in broken:
                loop_task.result()
        finally:
            for loop_task in loops:
                loop_task.cancel()
            await asyncio.gather(*loops, return_exceptions=True)
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

    async def _watch(self, consumer: Any, stretch: _Stretch) -> None:
        """Crash-only: records wait, partitions are ours, and nothing moved for a minute: end, and be started again."""
        patience = self._settings.patience
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(patience / 4)
            if loop.time() - stretch.last_progress < patience:
                continue
            assigned = consumer.assignment()
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


def _received(message: Any) -> ReceivedRecord:
    record = Record(message.topic, message.key or b"", tuple(message.headers), message.value or b"")
    return ReceivedRecord(record, message.partition, message.offset)
