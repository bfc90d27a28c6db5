"""Keeps the blob store of a service that takes or makes files."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from gongkai.files.blob_store import LEFT_OVER, BlobStore, clear_arriving, store_at
from gongkai.runtime.service_runtime import Running

PART: Final = "blob store"


@asynccontextmanager
async def open_blob_store(running: Running) -> AsyncIterator[None]:
    """Open the service's blob store; removes first what uploads of a process that died have left behind."""
    await asyncio.to_thread(clear_arriving, Path(tempfile.gettempdir()), running.timepiece.wall() - LEFT_OVER)
    running.parts[PART] = BlobStore(store_at(running.settings.files, running.settings.folder / "files"))
    yield


def blob_store_of(running: Running) -> BlobStore:
    """The service's blob store."""
    store: BlobStore = running.parts[PART]
    return store
