"""Asks clamd whether a file holds malware, if an address of one is set (clamd(8), command INSTREAM)."""

import asyncio
from asyncio import IncompleteReadError, LimitOverrunError, StreamReader, StreamWriter
from pathlib import Path
from typing import Final

import structlog

from gongkai.documents.refusals import FileInfected, VirusCheckAway

log = structlog.get_logger(__name__)

WITHIN: Final = 120.0
"""Seconds for one file, its transfer included."""
PIECE: Final = 256 * 1024
CLEAN: Final = "stream: OK"
FOUND: Final = " FOUND"


class VirusScanner:
    """A clamd at `host:port`, or behind the path of a socket."""

    def __init__(self, address: str, within: float = WITHIN) -> None:
        """Raises ValueError if the address is neither."""
        host, _, port = address.rpartition(":")
        self._socket = address if address.startswith("/") else ""
        if not self._socket and not (host and port.isascii() and port.isdigit()):
            raise ValueError("GONGKAI_CLAMD is neither host:port nor the path of a socket")
        self._host, self._port = host.strip("[]"), 0 if self._socket else int(port)
        self._within = within

    async def require_clean(self, path: Path) -> None:
        """Return if clamd finds nothing; raises FileInfected if it does, VirusCheckAway if it does not say."""
        try:
            async with asyncio.timeout(self._within):
                answer = await self._answer(path)
        except (OSError, IncompleteReadError, LimitOverrunError) as error:  # TimeoutError is an OSError
            log.warning("virus_check_away", cause=type(error).__name__)
            raise _away() from error
        if answer.endswith(FOUND):
            log.warning("file_infected")
            raise FileInfected("文件带有病毒或恶意程序，不能接收。请先在电脑上查杀，再上传干净的文件。")
        if answer != CLEAN:
            log.warning("virus_check_away", cause="no verdict")
            raise _away()

    async def _answer(self, path: Path) -> str:
        reader, writer = await self._connected()
        try:
            await _send(path, writer)
            answer = await reader.readuntil(b"\0")
        finally:
            writer.close()
        return answer.rstrip(b"\0").decode("utf-8", "replace").strip()

    async def _connected(self) -> tuple[StreamReader, StreamWriter]:
        if self._socket:
            return await asyncio.open_unix_connection(self._socket)
        return await asyncio.open_connection(self._host, self._port)


async def _send(path: Path, writer: StreamWriter) -> None:
    """The file in pieces, each after its length; a length of 0 ends it."""
    writer.write(b"zINSTREAM\0")
    with path.open("rb", buffering=0) as file:
        while piece := await asyncio.to_thread(file.read, PIECE):
            writer.write(len(piece).to_bytes(4, "big") + piece)
            await writer.drain()
    writer.write(bytes(4))
    await writer.drain()


def _away() -> VirusCheckAway:
    return VirusCheckAway("查毒服务暂时没有应答，文件没有保存。请稍后再上传。")
