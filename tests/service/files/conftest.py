"""The filing service at work, and a blob store of its own for tests without doors."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from obstore.store import LocalStore

from gongkai.files.blob_store import BlobStore, store_at
from gongkai.runtime.service import ServiceRuntime
from tests.makers import House, client, person
from tests.service.files.filing import SERVICE


@pytest.fixture
async def filing(house: House, arriving: Path) -> AsyncIterator[ServiceRuntime]:
    """The service; what arrives waits in a folder of the test, not where those of all others do."""
    async with house.open(SERVICE) as running:
        running.resources.put(BlobStore(store_at("", running.settings.folder / "files"), arriving=arriving))
        yield running


@pytest.fixture
async def clerk(filing: ServiceRuntime) -> AsyncIterator[httpx.AsyncClient]:
    """A clerk at its door."""
    async with client(filing, person("clerk")) as at_the_door:
        yield at_the_door


@pytest.fixture
def arriving(tmp_path: Path) -> Path:
    """Where files wait while they arrive."""
    folder = tmp_path / "arriving"
    folder.mkdir()
    return folder


@pytest.fixture
def blobs(tmp_path: Path, arriving: Path) -> BlobStore:
    """A blob store in a folder."""
    return BlobStore(LocalStore(tmp_path / "vault", mkdir=True), arriving=arriving)
