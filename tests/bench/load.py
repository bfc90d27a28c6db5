"""A lean HTTP/1.1 load generator: kept-alive raw sockets, requests rendered beforehand, every status checked."""

import asyncio
from collections import deque
from collections.abc import Iterator, Sequence
from time import perf_counter
from typing import Any, Final

from tests.bench.rounds import WrongAnswer

HEAD_END: Final = b"\r\n\r\n"
LENGTH: Final = b"content-length:"
PATIENCE: Final = 60.0
"""Seconds. Time is read from `perf_counter`: the clock of uvloop's loop counts whole milliseconds."""


class Connection(asyncio.Protocol):
    """One kept-alive connection with at most one request on its way."""

    def __init__(self) -> None:
        self._transport: Any = None
        self._answer = bytearray()
        self._waiting: asyncio.Future[int] | None = None
        self.body = b""
        self.lost = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        self.lost = True
        if self._waiting and not self._waiting.done():
            self._waiting.set_exception(ConnectionError("The server closed the connection."))

    def data_received(self, data: bytes) -> None:
        answer = self._answer
        answer += data
        head = answer.find(HEAD_END)
        if head < 0:
            return
        whole = head + len(HEAD_END) + _length(bytes(answer[:head]))
        if len(answer) < whole:
            return
        status = int(answer[9:12])
        self.body = bytes(answer[head + len(HEAD_END) : whole])
        del answer[:whole]
        assert self._waiting is not None
        self._waiting.set_result(status)

    def ask(self, request: bytes) -> "asyncio.Future[int]":
        """Send a request; the future brings the status once the whole answer is here."""
        self._waiting = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return self._waiting

    def close(self) -> None:
        """Hang up."""
        if self._transport:
            self._transport.close()


def _length(head: bytes) -> int:
    start = head.lower().find(LENGTH)
    if start < 0:
        return 0
    end = head.find(b"\r\n", start)
    return int(head[start + len(LENGTH) : end if end >= 0 else len(head)])


class Caller:
    """A number of connections to one port on loopback. Those that the server closed in a pause are opened again."""

    def __init__(self, port: int, connections: int) -> None:
        self._port = port
        self._number = connections
        self._connections: list[Connection] = []

    async def __aenter__(self) -> "Caller":
        return self

    async def __aexit__(self, *_: object) -> None:
        for connection in self._connections:
            connection.close()

    async def _connect(self) -> None:
        loop = asyncio.get_running_loop()
        self._connections = [connection for connection in self._connections if not connection.lost]
        while len(self._connections) < self._number:
            _, connection = await loop.create_connection(Connection, "127.0.0.1", self._port)
            self._connections.append(connection)

    async def closed_loop(self, requests: Sequence[bytes], status: int) -> float:
        """Each connection sends its next request when the answer is here; answers per second."""
        await self._connect()
        left = iter(requests)
        begun = perf_counter()
        await asyncio.wait_for(
            asyncio.gather(*(_work_off(connection, left, status) for connection in self._connections)), PATIENCE
        )
        return len(requests) / (perf_counter() - begun)

    async def open_loop(self, requests: Sequence[bytes], status: int, rate: float) -> list[float]:
        """Requests come at a fixed rate, whether or not earlier ones are answered.

        The latencies in seconds count from the moment at which each was to be sent, so that a stalled server does
        not hide the requests that had to wait for it.
        """
        await self._connect()
        free = deque(self._connections)
        freed = asyncio.Event()
        latencies: list[float] = []
        asked: list[asyncio.Task[None]] = []

        async def ask(request: bytes, planned: float) -> None:
            while not free:
                freed.clear()
                await freed.wait()
            connection = free.popleft()
            found = await connection.ask(request)
            latencies.append(perf_counter() - planned)
            _check(found, status, connection)
            free.append(connection)
            freed.set()

        begun = perf_counter() + 0.05
        for number, request in enumerate(requests):
            planned = begun + number / rate
            pause = planned - perf_counter()
            if pause > 0:
                await asyncio.sleep(pause)
            asked.append(asyncio.create_task(ask(request, planned)))
        await asyncio.wait_for(asyncio.gather(*asked), PATIENCE)
        return latencies


async def _work_off(connection: Connection, left: Iterator[bytes], status: int) -> None:
    for request in left:
        found = await connection.ask(request)
        if found != status:
            _check(found, status, connection)


def _check(found: int, expected: int, connection: Connection) -> None:
    if found != expected:
        raise WrongAnswer(f"{found} instead of {expected}: {connection.body[:500].decode(errors='replace')}")


def get(path: str, **headers: str) -> bytes:
    """A GET request, ready to send."""
    return _request("GET", path, headers, b"")


def post(path: str, body: bytes, **headers: str) -> bytes:
    """A POST request with a JSON body, ready to send."""
    return _request("POST", path, {"content-type": "application/json"} | headers, body)


def _request(method: str, path: str, headers: dict[str, str], body: bytes) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "host: 127.0.0.1"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    if body:
        lines.append(f"content-length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body
