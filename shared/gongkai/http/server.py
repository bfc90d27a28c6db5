"""uvicorn as a guest in its process: it leaves the signals to the host, so that the host can close what it opened."""

import asyncio
import signal
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import uvicorn


class GuestServer(uvicorn.Server):
    """uvicorn raises a signal again once it has served, and the process would die before its databases are let go."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


@asynccontextmanager
async def answering(app: Any, listening: socket.socket) -> AsyncIterator[GuestServer]:
    """Answer HTTP on an open socket while the block lasts."""
    config = uvicorn.Config(app, lifespan="off", access_log=False, log_config=None, timeout_graceful_shutdown=5)
    server = GuestServer(config)
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        yield server
    finally:
        server.should_exit = True
        await serving


def stop_signal() -> asyncio.Event:
    """An event that is set when this process is asked to end (SIGINT, SIGTERM)."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop
