"""One embedded suite for all journeys of this room, after the tour; one of four processes where Kafka can run."""

from collections.abc import AsyncIterator

import pytest

from tests.kafka_fixture import need_kafka
from tests.suite.differing import let_lists_differ
from tests.suite.private import Secrets, entrust
from tests.suite.suites import Suite, started, visiting


@pytest.fixture(scope="session")
async def embedded(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Suite]:
    """`gongkai run` on fresh data."""
    async with started(tmp_path_factory.mktemp("embedded"), "run") as suite:
        yield suite


@pytest.fixture(scope="session")
async def told(embedded: Suite) -> list[str]:
    """The transcript of the embedded suite; right after it the memory is measured."""
    lines = await embedded.tour()
    embedded.figures["memory after the tour, MB"] = embedded.memory()
    return lines


@pytest.fixture(scope="session")
async def distributed(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Suite]:
    """`gongkai up` on fresh data."""
    need_kafka()
    async with started(tmp_path_factory.mktemp("distributed"), "up") as suite:
        yield suite


@pytest.fixture(scope="session")
async def planted(embedded: Suite, told: list[str]) -> Secrets:
    """What people have entrusted to the embedded suite after the tour."""
    secrets = Secrets()
    async with visiting(embedded) as (visit, hotline):
        await entrust(visit, hotline, secrets)
        await let_lists_differ(visit, hotline)
    return secrets
