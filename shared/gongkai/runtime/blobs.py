"""Opens the blob store of a service that takes or makes files."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from gongkai.files.blob_store import LEFT_OVER, BlobStore, clear_arriving, store_at
from gongkai.runtime.service import Running


@asynccontextmanager
async def open_blob_store(running: Running) -> AsyncIterator[None]:
    """A resource of a feature; first removes what uploads of a process that died have left behind."""
    await asyncio.to_thread(clear_arriving, Path(tempfile.gettempdir()), running.timepiece.wall() - LEFT_OVER)
    running.resources.put(BlobStore(store_at(running.settings.files, running.settings.folder / "files")))
    yield


def blob_store_of(running: Running) -> BlobStore:
    """The service's blob store."""
    return running.resources.get(BlobStore)
