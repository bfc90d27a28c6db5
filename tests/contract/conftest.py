"""Both buses, and a database through which events travel."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from itertools import count

import pytest

from gongkai.embedded.postgres import EmbeddedPostgres
from gongkai.messaging.bus import Bus
from gongkai.messaging.kafka import KafkaBus
from gongkai.messaging.kafka_admin import create_topics
from gongkai.messaging.local_bus import LocalBus
from gongkai.timepiece import new_id
from tests.event_pipeline import Pipeline, open_pipeline
from tests.kafka_fixture import need_kafka


@pytest.fixture
async def pipeline(postgres: EmbeddedPostgres) -> AsyncIterator[Pipeline]:
    """A fresh database with outbox, inbox, dead letters and ledger."""
    async with open_pipeline(postgres) as pipeline:
        yield pipeline


@dataclass
class Line:
    """A bus with a topic and groups of this test's own."""

    kind: str
    bus: Bus
    topic: str
    _numbers: Iterator[int] = field(default_factory=count)

    def group(self) -> str:
        """A group that wants the topic from now on."""
        name = f"{self.topic}.group{next(self._numbers)}"
        if isinstance(self.bus, LocalBus):
            self.bus.declare(name, [self.topic])
        return name


@pytest.fixture(params=["local", "kafka"])
async def line(request: pytest.FixtureRequest) -> AsyncIterator[Line]:
    """The bus under test: the promise is the same."""
    topic = f"gongkai.t{new_id().hex}"
    bus: Bus
    if request.param == "local":
        bus = LocalBus()
    else:
        need_kafka()
        broker = request.getfixturevalue("kafka")
        await create_topics(broker.bootstrap, [topic], 3, 1)
        bus = KafkaBus(broker.bootstrap, partitions=3)
    await bus.start()
    yield Line(request.param, bus, topic)
    await bus.stop()
