"""Opens the blob store of a service that takes or makes files."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from gongkai.files.blob_store import LEFT_OVER, BlobStore, clear_arriving, store_at
from gongkai.files.virus_check import VirusScanner
from gongkai.runtime.service import ServiceRuntime


@asynccontextmanager
async def open_blob_store(running: ServiceRuntime) -> AsyncIterator[None]:
    """A resource of a feature; first removes what uploads of a process that died have left behind."""
    await asyncio.to_thread(clear_arriving, Path(tempfile.gettempdir()), running.timepiece.wall() - LEFT_OVER)
    store = store_at(running.settings.files, running.settings.folder / "files")
    clamd = running.settings.clamd
    running.resources.put(BlobStore(store, scanner=VirusScanner(clamd) if clamd else None))
    yield


def blob_store_of(running: ServiceRuntime) -> BlobStore:
    """The service's blob store."""
    return running.resources.get(BlobStore)
