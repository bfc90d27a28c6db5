"""Uploads over real connections: far too large ones, and ones that break off."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import psutil
import pytest
from starlette.types import Message

from gongkai.http.bodies.incoming import BodyTooSlow, Incoming
from gongkai.http.server import answering
from gongkai.identity.issuer import local_issuer
from gongkai.mounts.application import build_app
from gongkai.runtime.service import ServiceRuntime
from tests.event_pipeline import eventually
from tests.makers import person
from tests.service.files.filing import FILES, LARGEST

GIBIBYTE = 1024**3
IN_BUFFERS = 24 * 1024 * 1024
"""Bytes on their way in both systems, and those that run out after the answer."""
PIECE = bytes(256 * 1024)
CHUNK = b"%x\r\n" % len(PIECE) + PIECE + b"\r\n"


@dataclass
class Line:
    """An open connection to the service."""

    reading: asyncio.StreamReader
    writing: asyncio.StreamWriter
    sent: int = 0

    async def begin(self, token: str, *headers: str) -> None:
        """Send the head of an upload."""
        head = [f"PUT {FILES}?name=a.mp4 HTTP/1.1", "Host: x", f"Authorization: Bearer {token}", *headers]
        self.writing.write("\r\n".join([*head, "", ""]).encode())
        await self.writing.drain()

    async def send_until_answered(self, most: int) -> None:
        """Send pieces until the other side says something, as browsers and curl do."""
        while self.sent < most and not self.reading._buffer:  # type: ignore[attr-defined]
            self.writing.write(CHUNK)
            await self.writing.drain()
            self.sent += len(PIECE)

    async def answer(self) -> bytes:
        """The one answer."""
        async with asyncio.timeout(20):
            head = await self.reading.readuntil(b"\r\n\r\n")
            length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
            return head + await self.reading.readexactly(length)


@pytest.fixture
async def address(filing: ServiceRuntime) -> AsyncIterator[tuple[str, int]]:
    """Where the service listens."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        async with answering(build_app(filing), listening):
            yield listening.getsockname()


@asynccontextmanager
async def line_to(address: tuple[str, int]) -> AsyncIterator[Line]:
    reading, writing = await asyncio.open_connection(*address)
    try:
        yield Line(reading, writing)
    finally:
        writing.close()


@pytest.fixture
def token(filing: ServiceRuntime) -> str:
    """A clerk's."""
    return local_issuer(filing.settings, filing.timepiece.wall).token(person("clerk"))


async def test_f4_two_gigabytes_are_refused_before_they_are_sent(address: tuple[str, int], token: str) -> None:
    async with line_to(address) as line:
        await line.begin(token, f"Content-Length: {2 * GIBIBYTE}")
        answer = await line.answer()
    assert answer.startswith(b"HTTP/1.1 413")
    assert b"connection: close" in answer.lower()
    assert "超过了允许的大小".encode() in answer


async def test_f4_two_gigabytes_without_a_length_are_cut_off(
    address: tuple[str, int], token: str, arriving: Path
) -> None:
    """As soon as the bound is passed, and without filling the memory."""
    before = psutil.Process().memory_info().rss
    async with line_to(address) as line:
        await line.begin(token, "Transfer-Encoding: chunked")
        await line.send_until_answered(2 * GIBIBYTE)
        assert line.sent < LARGEST + IN_BUFFERS
        answer = await line.answer()
    assert answer.startswith(b"HTTP/1.1 413")
    assert psutil.Process().memory_info().rss - before < 64 * 1024 * 1024
    await eventually(empty(arriving))


async def test_f4_a_sender_who_neither_stops_nor_goes_on_is_let_go() -> None:
    async def nothing() -> Message:
        return await asyncio.get_running_loop().create_future()  # type: ignore[no-any-return]

    with pytest.raises(BodyTooSlow):
        await Incoming(nothing, LARGEST, stalled=0.01).receive()


@pytest.mark.parametrize("head", ["Transfer-Encoding: chunked", "Content-Length: 1500000"])
async def test_e5_a_connection_that_breaks_off_leaves_nothing(
    address: tuple[str, int], token: str, filing: ServiceRuntime, arriving: Path, head: str
) -> None:
    async with line_to(address) as line:
        await line.begin(token, head)
        line.writing.write(CHUNK)
        await line.writing.drain()
        await eventually(waits(arriving))
    await eventually(empty(arriving))
    assert not (filing.settings.folder / "files" / "sha256").exists()


async def test_f2_others_are_served_while_a_file_comes_in_slowly(
    address: tuple[str, int], token: str, filing: ServiceRuntime, arriving: Path
) -> None:
    """An upload that waits holds no connection to the database."""
    async with AsyncExitStack() as opened:
        for _ in range(filing.settings.pool_size + 5):
            line = await opened.enter_async_context(line_to(address))
            await line.begin(token, "Transfer-Encoding: chunked")
        another = await opened.enter_async_context(line_to(address))
        another.writing.write(f"GET {FILES}/{UUID(int=1)} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        assert b"file-unknown" in await another.answer()
    await eventually(empty(arriving))


def waits(folder: Path) -> Callable[[], Awaitable[object]]:
    """Whether something is there."""

    async def holds() -> bool:
        return any(await asyncio.to_thread(lambda: list(folder.iterdir())))

    return holds


def empty(folder: Path) -> Callable[[], Awaitable[object]]:
    """Whether nothing is."""
    full = waits(folder)

    async def holds() -> bool:
        return not await full()

    return holds
