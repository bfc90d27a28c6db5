"""The real parts of a run, started when first asked for: a PostgreSQL that waits for the disk, Kafka, a service."""

import asyncio
import os
import signal
import socket
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

from gongkai.cli.serving import migrate_one
from gongkai.embedded.postgres import EmbeddedPostgres, start_embedded
from gongkai.runtime.installed import chosen
from gongkai_dev.local_processes.kafka_broker import LocalBroker

READY_WITHIN: Final = 30.0
RUN: Final = (sys.executable, "-m", "gongkai", "run", "--service")


@dataclass
class Site:
    """One run's folder and parts. Everything started here is ended here, by its own process id."""

    folder: Path
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)
    _postgres: EmbeddedPostgres | None = None
    _broker: LocalBroker | None = None
    _databases: int = 0
    known: dict[str, float] = field(default_factory=dict)
    """Figures of this run that a later bench compares itself with."""

    @classmethod
    @asynccontextmanager
    async def open(cls) -> AsyncIterator[Self]:
        """A site in a temporary folder that goes when it ends."""
        with tempfile.TemporaryDirectory(prefix="gongkai-bench-") as folder:
            site = cls(Path(folder))
            async with site._stack:
                yield site

    async def postgres(self) -> EmbeddedPostgres:
        """A durable server: fsync on, every commit waits for the disk."""
        if self._postgres is None:
            self._postgres = await asyncio.to_thread(start_embedded, self.folder / "postgres", durable=True)
            self._stack.push_async_callback(asyncio.to_thread, self._postgres.stop)
        return self._postgres

    async def database(self, service: str) -> str:
        """The SQLAlchemy address of a fresh, migrated database of a service."""
        server = await self.postgres()
        self._databases += 1
        name = f"bench{self._databases}_{service}"
        await server.create_missing([name])
        await migrate_one(chosen(service)[0], server.url_for(name))
        return server.url_for(name)

    async def kafka(self) -> str:
        """The bootstrap address of a real broker."""
        if self._broker is None:
            self._broker = LocalBroker(self.folder / "kafka")
            self._stack.push_async_callback(asyncio.to_thread, self._broker.stop)
            await asyncio.to_thread(self._broker.start)
        return self._broker.bootstrap

    @asynccontextmanager
    async def serving(self, service: str, **settings: str) -> AsyncIterator[int]:
        """A service in a process of its own, as in production; the port on which it answers."""
        port = free_port()
        environment = os.environ | {
            "GONGKAI_DEMO": "1",
            "GONGKAI_FOLDER": str(self.folder),
            "GONGKAI_PORT": str(port),
            **{f"GONGKAI_{name.upper()}": value for name, value in settings.items()},
        }
        async with process([*RUN, service], environment, self.folder / f"{service}.log") as running:
            await answering(port, running)
            yield port


@asynccontextmanager
async def process(
    command: list[str], environment: dict[str, str], log: Path
) -> AsyncIterator[asyncio.subprocess.Process]:
    """A process that is asked to end when the block ends, and made to if it does not; it writes its log as in use."""
    with log.open("ab") as out:
        running = await asyncio.create_subprocess_exec(*command, env=environment, stdout=out, stderr=out)
    try:
        yield running
    except TimeoutError as error:
        tail = (await asyncio.to_thread(log.read_text, errors="replace"))[-2000:]
        raise RuntimeError(f"{error} Its log ends with:\n{tail}") from error
    finally:
        if running.returncode is None:
            running.send_signal(signal.SIGTERM)
            try:
                await asyncio.wait_for(running.wait(), 10)
            except TimeoutError:
                running.kill()
                await running.wait()


async def answering(port: int, process: asyncio.subprocess.Process) -> None:
    """Wait until the process answers HTTP on this port."""
    loop = asyncio.get_running_loop()
    until = loop.time() + READY_WITHIN
    while loop.time() < until and process.returncode is None:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"GET / HTTP/1.0\r\n\r\n")
            answered = await asyncio.wait_for(reader.read(12), READY_WITHIN)
            writer.close()
            if answered:
                return
        except OSError:
            await asyncio.sleep(0.05)
    raise TimeoutError(f"Nobody answers on port {port}.")


def free_port() -> int:
    """A port on loopback that nobody uses at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
