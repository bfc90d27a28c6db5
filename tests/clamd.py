"""A virus scanner on loopback that speaks clamd's protocol and knows one virus: the one that is none."""

import asyncio
from asyncio import IncompleteReadError, StreamReader, StreamWriter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

EICAR = b"".join((rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$", b"EICAR-STANDARD-", b"ANTIVIRUS-TEST-FILE!$H+H*"))
"""The test file of the European Institute for Computer Antivirus Research, put together here so that no scanner takes
this module for one."""


@dataclass(slots=True)
class Clamd:
    """What it says instead of a verdict, if anything; and how many bytes it was sent in its last file."""

    address: str
    says: bytes | None = None
    silent: bool = False
    received: int = -1

    async def serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        """One command on a connection."""
        try:
            assert await reader.readuntil(b"\0") == b"zINSTREAM\0"
            content = b""
            while length := int.from_bytes(await reader.readexactly(4), "big"):
                content += await reader.readexactly(length)
            self.received = len(content)
            if self.silent:
                await reader.read()
            else:
                verdict = b"Eicar-Test-Signature FOUND" if EICAR in content else b"OK"
                writer.write(b"stream: " + verdict + b"\0" if self.says is None else self.says)
                await writer.drain()
        except (IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def clamd(socket: Path | None = None) -> AsyncIterator[Clamd]:
    """One at work, on a port of loopback or behind a socket."""
    scanner = Clamd(str(socket or ""))
    if socket:
        server = await asyncio.start_unix_server(scanner.serve, socket)
    else:
        server = await asyncio.start_server(scanner.serve, "127.0.0.1", 0)
        scanner.address = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server:
        yield scanner
