"""Real parts for every test: PostgreSQL from the wheel, one bus and one movable clock per test."""

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, flock
from pathlib import Path

import pytest

from gongkai.embedded.postgres import EmbeddedPostgres, start_embedded
from gongkai.messaging.local_bus import LocalBus
from gongkai.timepiece import Timepiece
from tests.makers import Databases, House

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    """One server for the whole run, of all workers; its data are thrown away, so it does not wait for the disk."""
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if WORKER else own
    with _one_at_a_time(shared):
        server = start_embedded(shared / "postgres", durable=False)
    yield server
    with _one_at_a_time(shared):
        server.stop()


@contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    """Two workers do not make, join or leave the server at the same moment."""
    with (folder / "postgres.lock").open("w") as lock:
        flock(lock, LOCK_EX)
        yield


@pytest.fixture(scope="session")
def databases(postgres: EmbeddedPostgres) -> Databases:
    """Databases of this worker."""
    return Databases(postgres, WORKER)


@pytest.fixture
def timepiece() -> Timepiece:
    """The office's clock of this test, which it may move."""
    return Timepiece()


@pytest.fixture
async def house(databases: Databases, tmp_path: Path, timepiece: Timepiece) -> AsyncIterator[House]:
    """Opens services on empty databases, all on one local bus and one clock."""
    yield House(databases, tmp_path, timepiece, LocalBus())
    await databases.take_back()
