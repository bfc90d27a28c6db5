"""Real parts for every test: PostgreSQL from the wheel, one bus and one movable clock per test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from gongkai.embedded.postgres import EmbeddedPostgres, start_embedded
from gongkai.messaging.local_bus import LocalBus
from gongkai.timepiece import Timepiece
from tests.makers import Databases, House


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    """One server for the whole run; its data are thrown away, so it does not wait for the disk."""
    server = start_embedded(tmp_path_factory.mktemp("postgres") / "data", durable=False)
    yield server
    server.stop()


@pytest.fixture(scope="session")
def databases(postgres: EmbeddedPostgres) -> Databases:
    """Fresh databases, cloned from templates."""
    return Databases(postgres)


@pytest.fixture
def timepiece() -> Timepiece:
    """The office's clock of this test, which it may move."""
    return Timepiece()


@pytest.fixture
def house(databases: Databases, tmp_path: Path, timepiece: Timepiece) -> House:
    """Opens services on fresh databases, all on one local bus and one clock."""
    return House(databases, tmp_path, timepiece, LocalBus())
