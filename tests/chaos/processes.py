"""A service as a process of its own, which a test may kill and start again on the same port and database."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from gongkai.cli.serving import migrate_one
from gongkai.embedded.postgres import EmbeddedPostgres
from gongkai.runtime.installed import chosen, load_settings
from gongkai_dev.demo.extension import CALLBACKS_BESIDE
from gongkai_dev.local_processes.loopback import free_port
from ticket_service.settings import TicketSettings

STARTED_WITHIN = 60
ENDED_WITHIN = 30


@dataclass
class Process:
    """One service; `kills` counts its violent deaths."""

    name: str
    settings: TicketSettings
    environment: dict[str, str]
    log: Path
    kills: int = 0
    _process: asyncio.subprocess.Process | None = field(default=None)

    async def start(self) -> None:
        """Ready when it answers."""
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "gongkai", "run", "--service", self.name),
                env=os.environ | self.environment,
                stdout=log,
                stderr=log,
            )
        await answers(f"{self.settings.public_url}/api/v1/{self.name}-service/health")

    async def kill(self) -> None:
        """As `kill -9` does."""
        assert self._process, "it was started"
        self._process.kill()
        assert await self._process.wait() == -signal.SIGKILL
        self.kills += 1

    async def end(self) -> int:
        """Ask it to end; the code with which it did."""
        assert self._process, "it was started"
        if self._process.returncode is None:
            self._process.send_signal(signal.SIGTERM)
        return await asyncio.wait_for(self._process.wait(), ENDED_WITHIN)


@asynccontextmanager
async def process(name: str, url: str, kafka: str, folder: Path) -> AsyncIterator[Process]:
    """A service at work; in the end it goes in peace."""
    settings = load_settings(TicketSettings, demo=True, folder=folder, port=free_port(0, CALLBACKS_BESIDE))
    environment = {
        "GONGKAI_DEMO": "1",
        "GONGKAI_FOLDER": str(folder),
        "GONGKAI_PORT": str(settings.port),
        "GONGKAI_DATABASE_URL": url,
        "GONGKAI_KAFKA": kafka,
    }
    one = Process(name, settings, environment, folder / f"{name}.log")
    await one.start()
    try:
        yield one
    finally:
        assert await one.end() == 0


async def answers(url: str) -> None:
    """Wait until a door answers."""
    async with asyncio.timeout(STARTED_WITHIN), httpx.AsyncClient(timeout=30, trust_env=False) as client:
        while True:
            try:
                (await client.get(url)).raise_for_status()
                return
            except (httpx.TransportError, httpx.HTTPStatusError):
                await asyncio.sleep(0.1)


async def database(server: EmbeddedPostgres, prefix: str, name: str) -> str:
    """A fresh database of a service."""
    await server.create_missing([f"{prefix}_{name}"])
    await migrate_one(chosen(name)[0], server.url_for(f"{prefix}_{name}"))
    return server.url_for(f"{prefix}_{name}")
