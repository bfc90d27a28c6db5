"""The bus of one process: a record is safe once every group that wants it has committed its effects."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from zlib import crc32

import structlog

from gongkai.events.record import ReceivedRecord, Record
from gongkai.messaging.bus import BusAway, Handler

log = structlog.get_logger(__name__)

PARTITIONS = 4
"""Lanes of one topic within a group: records of one key share a lane, lanes go side by side."""


@dataclass(slots=True)
class _Group:
    topics: frozenset[str] = frozenset()
    handle: Handler | None = None
    lanes: defaultdict[tuple[str, int], asyncio.Lock] = field(default_factory=lambda: defaultdict(asyncio.Lock))


class LocalBus:
    """Stores nothing: the outbox keeps what could not be delivered, and the relay brings it again.

    Groups are declared before the first record is sent, so that a record whose consumer does not run yet fails
    (and is tried again) and is not lost. A topic that no group wants is acknowledged at once.
    """

    def __init__(self) -> None:
        self._groups: dict[str, _Group] = {}
        self._offset = 0

    def declare(self, group: str, topics: Sequence[str]) -> None:
        """Say that a group wants these topics, whether or not it runs at the moment."""
        self._groups.setdefault(group, _Group()).topics = frozenset(topics)

    async def start(self) -> None:
        """Nothing to connect to."""

    async def stop(self) -> None:
        """Nothing to let go of."""

    async def send(self, records: Sequence[Record]) -> list[BaseException | None]:
        """Deliver to all groups at once; returns when all have answered."""
        outcomes: list[BaseException | None] = [None] * len(records)
        lanes = self._lanes(records)
        await asyncio.gather(
            *(
                self._deliver(name, lane, numbered, outcomes)
                for name, group in self._groups.items()
                for lane, numbered in lanes.items()
                if lane[0] in group.topics
            )
        )
        return outcomes

    async def run(self, group: str, topics: Sequence[str], handle: Handler) -> None:
        """Be the consumer of a group until cancelled."""
        self.declare(group, topics)
        me = self._groups[group]
        if me.handle is not None:
            raise RuntimeError(f"{group} runs already in this process")
        me.handle = handle
        try:
            await asyncio.Event().wait()
        finally:
            me.handle = None

    async def lag(self, group: str) -> int:
        """Always 0: what waits, waits in the outbox."""
        return 0

    def _lanes(self, records: Sequence[Record]) -> dict[tuple[str, int], list[tuple[int, ReceivedRecord]]]:
        lanes: dict[tuple[str, int], list[tuple[int, ReceivedRecord]]] = defaultdict(list)
        for number, record in enumerate(records):
            self._offset += 1
            partition = crc32(record.key) % PARTITIONS
            lanes[record.topic, partition].append((number, ReceivedRecord(record, partition, self._offset)))
        return lanes

    async def _deliver(
        self,
        name: str,
        lane: tuple[str, int],
        numbered: Sequence[tuple[int, ReceivedRecord]],
        outcomes: list[BaseException | None],
    ) -> None:
        group = self._groups[name]
        try:
            async with group.lanes[lane]:
                if group.handle is None:
                    raise BusAway(f"{name} does not run")
                await group.handle([received for _, received in numbered])
        except Exception as error:  # noqa: BLE001 - each record's sender learns it as the outcome
            log.warning("not_delivered", group=name, records=len(numbered), error=type(error).__name__)
            for number, _ in numbered:
                outcomes[number] = outcomes[number] or error
