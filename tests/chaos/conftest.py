"""Parts that are killed: a PostgreSQL that keeps what it acknowledged, a Kafka of this room's own."""

from collections.abc import AsyncIterator, Iterator

import pytest

from gongkai.embedded.postgres import EmbeddedPostgres, start_embedded
from gongkai_dev.local_processes.kafka_broker import LocalBroker
from tests.event_pipeline import Pipeline, open_pipeline
from tests.kafka_fixture import need_kafka


def pytest_itemcollected(item: pytest.Item) -> None:
    """Whoever kills parts and counts how long the rest takes has the machine for himself."""
    item.add_marker("alone")


@pytest.fixture(scope="session")
def durable_postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    """A server with its safety on, unlike the one of the other tests."""
    server = start_embedded(tmp_path_factory.mktemp("durable") / "data", durable=True)
    yield server
    server.stop()


@pytest.fixture(scope="session")
def doomed_kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalBroker]:
    """A broker that tests kill; whoever kills it starts it again."""
    need_kafka()
    broker = LocalBroker(tmp_path_factory.mktemp("doomed") / "node")
    broker.start()
    yield broker
    broker.stop()


@pytest.fixture
async def pipeline(durable_postgres: EmbeddedPostgres) -> AsyncIterator[Pipeline]:
    """A fresh database with outbox, inbox, dead letters and ledger."""
    async with open_pipeline(durable_postgres) as pipeline:
        yield pipeline
