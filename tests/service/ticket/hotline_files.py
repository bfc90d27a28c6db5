"""A file server of the hotline's for tests: it checks who asks, and misbehaves as told."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from gongkai.webhooks.signatures import SignatureInvalid, Signatures
from tests.service.ticket.orders import SECRET

CRLF: Final = b"\r\n"


@dataclass
class Told:
    """What the server says at one path: exactly these bytes, piece by piece."""

    head: bytes
    pieces: list[bytes]
    pause: float = 0.0
    endless: bool = False

    @classmethod
    def file(
        cls, body: bytes, *, media_type: str = "image/jpeg", length: int | None = None, pause: float = 0.0
    ) -> "Told":
        """A file as it should be, or with a length that is not its own, or slowly."""
        said = len(body) if length is None else length
        size = max(1, len(body) // 8) if pause else len(body) or 1
        pieces = [body[at : at + size] for at in range(0, len(body), size)]
        return cls(_head(200, "OK", f"Content-Type: {media_type}", f"Content-Length: {said}"), pieces, pause)

    @classmethod
    def status(cls, status: int, *headers: str) -> "Told":
        """No file."""
        return cls(_head(status, "No", "Content-Length: 0", *headers), [])

    @classmethod
    def flood(cls) -> "Told":
        """A body without end."""
        return cls(_head(200, "OK", "Content-Type: text/plain"), [b"a" * 65536], endless=True)


@dataclass
class FileServer:
    """Answers at 127.0.0.1 with what stands in `says`; `asked` are the paths that were asked for, rightly signed."""

    port: int = 0
    says: dict[str, Told] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    unsigned: int = 0

    def url(self, path: str, told: Told) -> str:
        """The address at which it says this from now on."""
        self.says[path] = told
        return f"http://127.0.0.1:{self.port}{path}"

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One request, one answer."""
        try:
            asked = (await reader.readuntil(2 * CRLF)).decode().split("\r\n")
            method, path, _ = asked[0].split(" ")
            self._note(method, path, _as_sent(asked[1:]))
            await self._say(self.says.get(path, Told.status(404)), writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    def _note(self, method: str, path: str, headers: dict[str, str]) -> None:
        try:
            Signatures([SECRET]).verify(headers, f"{method} {path}".encode(), datetime.now(UTC))
        except SignatureInvalid:
            self.unsigned += 1
            return
        self.asked.append(path)

    async def _say(self, told: Told, writer: asyncio.StreamWriter) -> None:
        writer.write(told.head)
        while True:
            for piece in told.pieces:
                writer.write(piece)
                await writer.drain()
                await asyncio.sleep(told.pause)
            if not told.endless:
                return


@asynccontextmanager
async def file_server() -> AsyncIterator[FileServer]:
    """On a free port."""
    server = FileServer()
    listening = await asyncio.start_server(server.answer, "127.0.0.1", 0)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listening.close()


def _as_sent(lines: list[str]) -> dict[str, str]:
    pairs = (line.split(": ", 1) for line in lines if ": " in line)
    return {name.lower(): value for name, value in pairs}


def _head(status: int, words: str, *headers: str) -> bytes:
    return "\r\n".join([f"HTTP/1.1 {status} {words}", *headers, "Connection: close", "", ""]).encode()
