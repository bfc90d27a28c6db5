"""The blob store: bytes under their own SHA-256, so that a file is there once and none can be swapped for another.

A file is kept before its row is written. If the process dies between the two, an object without a row is left over: it
takes space and harms nobody, and the same file brought again finds it there.
"""

import asyncio
import hashlib
import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

import obstore
import structlog
from obstore.store import LocalStore, ObjectStore, from_url

from gongkai.documents.examined import ExaminedFile
from gongkai.documents.kinds import MEBIBYTE, FileKind, kind_of
from gongkai.documents.naming import safe_name
from gongkai.documents.refusals import FileEmpty, FileGone, FileTooLarge
from gongkai.files.examiner_process import Examiner

if TYPE_CHECKING:
    from obstore import GetOptions, GetResult

log = structlog.get_logger(__name__)

ARRIVING: Final = "gongkai-arriving-"
LEFT_OVER: Final = timedelta(days=1)
PIECE: Final = MEBIBYTE // 2


class BlobStore:
    """Examines uploaded files, keeps them and gives them out again."""

    def __init__(self, store: ObjectStore, examiner: Examiner | None = None, arriving: Path | None = None) -> None:
        self._store = store
        self._examiner = examiner or Examiner()
        self._arriving = arriving

    async def keep(self, chunks: AsyncIterator[bytes], name: str, *, largest: int) -> ExaminedFile:
        """Take a file in as it arrives; refuses it as soon as it is too large, and leaves nothing of it behind then."""
        safe = safe_name(name)
        kind = kind_of(safe)
        with _arriving_file(self._arriving) as path:
            await _write(chunks, path, kind, min(largest, kind.largest))
            examined = await self._examiner.examine(path, safe)
            await self._store_once(examined.sha256, path)
        return examined

    async def put(self, data: bytes, name: str, text: str = "") -> ExaminedFile:
        """Keep a file that the suite made itself: nothing in it needs examining."""
        safe = safe_name(name)
        kind = kind_of(safe)
        digest = await asyncio.to_thread(lambda: hashlib.sha256(data).hexdigest())
        await self._store_once(digest, data)
        return ExaminedFile(
            name=safe, media_type=kind.media_type, suffix=kind.suffix, size=len(data), sha256=digest, text=text
        )

    async def read(self, sha256: str, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """The bytes (from `start` up to, not including, `end`); refuses before the first if they are not there."""
        try:
            found = await obstore.get_async(self._store, _place(sha256), options=_range(start, end))
        except FileNotFoundError:
            raise _gone(sha256) from None
        return _chunks(found)

    async def bytes_of(self, sha256: str) -> bytes:
        """A whole file, checked against its SHA-256; for small ones."""
        data = b"".join([chunk async for chunk in await self.read(sha256)])
        if await asyncio.to_thread(lambda: hashlib.sha256(data).hexdigest()) != sha256:
            raise _gone(sha256)
        return data

    async def _store_once(self, sha256: str, file: Path | bytes) -> None:
        place = _place(sha256)
        try:
            await obstore.head_async(self._store, place)
        except FileNotFoundError:
            await obstore.put_async(self._store, place, file)


def clear_arriving(folder: Path, before: datetime) -> None:
    """Remove files of uploads that nobody has written to since then."""
    for file in folder.glob(f"{ARRIVING}*"):
        with suppress(OSError):  # another process's, or just gone
            if file.stat().st_mtime < before.timestamp():
                file.unlink()


def store_at(address: str, folder: Path) -> ObjectStore:
    """The object store at an address (`s3://bucket/prefix`), or the folder when there is none."""
    return from_url(address) if address else LocalStore(folder, mkdir=True)


@contextmanager
def _arriving_file(folder: Path | None) -> Iterator[Path]:
    """A file for what is still arriving, gone when the block ends, however it ends."""
    handle, name = tempfile.mkstemp(prefix=ARRIVING, dir=folder)
    os.close(handle)
    try:
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


async def _write(chunks: AsyncIterator[bytes], path: Path, kind: FileKind, largest: int) -> None:
    """Write what arrives, in threads and in pieces worth a thread; memory stays at one piece."""
    size = 0
    piece = bytearray()
    with path.open("wb", buffering=0) as file:
        async for chunk in chunks:
            size += len(chunk)
            if size > largest:
                raise FileTooLarge(f"文件太大：{kind.suffix} 文件最大 {largest / MEBIBYTE:.3g} MB。")
            piece += chunk
            if len(piece) >= PIECE:
                await asyncio.to_thread(file.write, bytes(piece))
                piece.clear()
        await asyncio.to_thread(file.write, bytes(piece))
    if size == 0:
        raise FileEmpty("这是一个空文件。")


def _range(start: int, end: int | None) -> "GetOptions":
    if end is not None:
        return {"range": (start, end)}
    return {"range": {"offset": start}} if start else {}


async def _chunks(found: "GetResult") -> AsyncIterator[bytes]:
    async for chunk in found.stream(PIECE):
        yield bytes(chunk)


def _place(sha256: str) -> str:
    return f"sha256/{sha256[:2]}/{sha256}"


def _gone(sha256: str) -> FileGone:
    log.error("file_gone", sha256=sha256)
    return FileGone("文件暂时无法提供，已记录。请联系网站管理人员。")
