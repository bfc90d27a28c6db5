"""What is written down about requests: one line in the log and one count in the figures for each."""

import asyncio
import atexit
from collections.abc import Callable
from datetime import datetime
from typing import Final

from gongkai.observability.logs import Write, request_sink
from gongkai.observability.metrics import request_answered

TOGETHER: Final = 0.05
METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
QUIET: Final = ("/livez", "/readyz", "/startupz", "/metrics")
"""Probes are counted, but leave no line."""

Noted = tuple[datetime, str, str, int, float, str]


class RequestNotes:
    """Collects the requests of 50 ms and writes them down together: one by one it costs each request 8 µs more.

    A process that is killed loses the lines of its last 50 ms; the requests themselves are in its database.
    """

    def __init__(self, service: str, wall: Callable[[], datetime]) -> None:
        self._service = service
        self._wall = wall
        self._write: Write | None = request_sink()
        self._noted: list[Noted] = []
        atexit.register(self.flush)

    def note(self, method: str, route: str, status: int, seconds: float, request_id: str) -> None:
        """A request has its answer."""
        if not self._noted:
            asyncio.get_running_loop().call_later(TOGETHER, self.flush)
        self._noted.append((self._wall(), method, route, status, seconds, request_id))

    def flush(self) -> None:
        """Write down what was collected."""
        noted, self._noted = self._noted, []
        for _, method, route, status, seconds, _ in noted:
            request_answered(self._service, _known(method), route, status, seconds)
        lines = [self._line(one) for one in noted if not one[2].endswith(QUIET)]
        if lines and self._write is not None:
            self._write("\n".join(lines))

    def _line(self, one: Noted) -> str:
        """Format one line from known words only: a template instead of the path, a known method."""
        at, method, route, status, seconds, request_id = one
        return (
            f'{{"event": "request", "level": "info", "at": "{at.isoformat()}", "service": "{self._service}", '
            f'"method": "{_known(method)}", "route": "{route}", "status": {status}, "ms": {seconds * 1000:.1f}, '
            f'"request_id": "{request_id}"}}'
        )


def _known(method: str) -> str:
    return method if method in METHODS else "OTHER"
