"""The bus between processes: Apache Kafka, with the same promise as the local one."""

import asyncio
import os
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from gongkai.events.record import Record
from gongkai.messaging import kafka_admin
from gongkai.messaging.bus import BusAway, Handler
from gongkai.messaging.kafka_producer import KafkaProducer
from gongkai.messaging.kafka_reader import GroupReader, ReaderSettings

STUCK: Final = 70
"""Exit code of a process whose reading stood still (EX_SOFTWARE)."""


def end_process() -> None:
    """End the process, crash-only: its supervisor starts it again."""
    os._exit(STUCK)


class KafkaBus:
    """Topics are created when first used, with `partitions` and `replication`; existing ones stay as they are."""

    def __init__(
        self,
        bootstrap: str,
        *,
        partitions: int = 12,
        replication: int = 1,
        instance: str | None = None,
        on_stuck: Callable[[], object] = end_process,
    ) -> None:
        self._bootstrap = bootstrap
        self._partitions = partitions
        self._replication = replication
        self._known: set[str] = set()
        self._topics: dict[str, tuple[str, ...]] = {}
        self._creating = asyncio.Lock()
        self._producer = KafkaProducer(bootstrap)
        self.reading = ReaderSettings(bootstrap=bootstrap, instance=instance, on_stuck=on_stuck)

    async def start(self) -> None:
        """Connects when first needed: a service starts, and takes work in, while Kafka is away."""

    async def stop(self) -> None:
        """Let go of the producer, in bounded time."""
        await self._producer.stop()

    async def send(self, records: Sequence[Record]) -> list[BaseException | None]:
        """Hand records over; `None` for each that all in-sync replicas hold."""
        if not records:
            return []
        try:
            await self._create({record.topic for record in records})
        except kafka_admin.AWAY as error:
            return [BusAway(type(error).__name__)] * len(records)
        return await self._producer.send(records)

    async def run(self, group: str, topics: Sequence[str], handle: Handler) -> None:
        """Consume for a group until cancelled."""
        self._topics[group] = tuple(topics)
        await GroupReader(self.reading, group, topics, handle).run(partial(self._create, set(topics)))

    async def lag(self, group: str) -> int:
        """Records the group has still to read, asked from the cluster; raises while it is away."""
        try:
            return await kafka_admin.lag(self._bootstrap, group, self._topics.get(group, ()))
        except kafka_admin.AWAY as error:
            raise BusAway(type(error).__name__) from error

    async def _create(self, topics: set[str]) -> None:
        if topics <= self._known:
            return
        async with self._creating:
            if not topics <= self._known:
                await kafka_admin.create_topics(self._bootstrap, topics, self._partitions, self._replication)
                self._known |= topics
