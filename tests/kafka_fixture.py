"""A real Kafka for the whole test session, where Java and Maven are there; `GONGKAI_REQUIRE=kafka` makes it a must."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from gongkai_dev.local_processes.kafka_broker import LocalBroker


def kafka_required() -> bool:
    """Whether this run must not do without Kafka."""
    return "kafka" in os.environ.get("GONGKAI_REQUIRE", "").split(",")


def need_kafka() -> None:
    """Skip the test where Kafka cannot run, unless it is required."""
    if not LocalBroker.can_run() and not kafka_required():
        pytest.skip("Kafka needs Java 17+ and Maven (GONGKAI_REQUIRE=kafka would fail here)")


@pytest.fixture(scope="session")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalBroker]:
    """One broker, shared: use topics and groups of your own."""
    need_kafka()
    broker = LocalBroker(tmp_path_factory.mktemp("kafka") / "node")
    broker.start()
    yield broker
    broker.stop()


@pytest.fixture
def broker_of_my_own(tmp_path: Path) -> Iterator[LocalBroker]:
    """A broker that a test may kill."""
    need_kafka()
    broker = LocalBroker(tmp_path / "node")
    broker.start()
    yield broker
    broker.stop()
