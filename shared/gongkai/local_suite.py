"""`gongkai up`: the distributed suite on one machine, each part a process of its own that comes back when it dies."""

import asyncio
import json
import os
import signal
import socket
import sys
from collections.abc import Sequence
from pathlib import Path

import structlog

from gongkai.database.embedded import EmbeddedPostgres, start_embedded
from gongkai.messaging.local_broker import LocalBroker
from gongkai.service import Service
from gongkai.serving import prepare
from gongkai.settings import Settings
from gongkai.web.edge import Edge
from gongkai.web.server import answering

log = structlog.get_logger(__name__)

RESTART_PAUSE = 0.5


class LocalSuite:
    """PostgreSQL, Kafka, one process a service and an edge before them. `pids.json` in the folder says who is who."""

    def __init__(self, services: Sequence[Service], settings: Settings) -> None:
        self._services = list(services)
        self._settings = settings
        self._folder = settings.folder
        self._ports = {service.name: settings.port + 1 + number for number, service in enumerate(services)}
        self._pids: dict[str, int] = {"supervisor": os.getpid()}
        self._environment: dict[str, str] = {}

    async def run(self, stop: asyncio.Event) -> None:
        """Start all parts, keep them alive until `stop` is set, then end them in reverse."""
        postgres = await asyncio.to_thread(start_embedded, self._folder / "postgres")
        broker = LocalBroker(self._folder / "kafka")
        try:
            await asyncio.to_thread(broker.start)
            await prepare(postgres, self._services)
            self._environment = self._environment_of(postgres, broker)
            await self._keep_alive(postgres, broker, stop)
        finally:
            await asyncio.to_thread(broker.stop)
            await asyncio.to_thread(postgres.stop)
            self._pid_file.unlink(missing_ok=True)

    @property
    def _pid_file(self) -> Path:
        return self._folder / "pids.json"

    async def _keep_alive(self, postgres: EmbeddedPostgres, broker: LocalBroker, stop: asyncio.Event) -> None:
        keepers = [
            self._keep_edge(),
            self._keep_broker(broker),
            self._keep_postgres(postgres),
            *(self._keep_service(service.name) for service in self._services),
        ]
        tasks = [asyncio.create_task(keeper) for keeper in keepers]
        await stop.wait()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    @property
    def _addresses(self) -> dict[str, str]:
        return {name: f"http://127.0.0.1:{port}" for name, port in self._ports.items()}

    def _environment_of(self, postgres: EmbeddedPostgres, broker: LocalBroker) -> dict[str, str]:
        return os.environ | {
            "GONGKAI_DATABASE_URL": postgres.url_for("{service}"),
            "GONGKAI_KAFKA": broker.bootstrap,
            "GONGKAI_FOLDER": str(self._folder),
            "GONGKAI_BASE_URL": self._settings.public_url,
            "GONGKAI_SERVICE_URLS": json.dumps(
                {name: f"http://127.0.0.1:{port}" for name, port in self._ports.items()}
            ),
        }

    async def _keep_service(self, name: str) -> None:
        environment = self._environment | {"GONGKAI_PORT": str(self._ports[name])}
        while True:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "gongkai", "run", "--service", name, env=environment
            )
            self._note(f"{name}-service", process.pid)
            try:
                code = await process.wait()
            finally:
                await _end(process)
            log.warning("service_ended", service=name, code=code)
            await asyncio.sleep(RESTART_PAUSE)

    async def _keep_edge(self) -> None:
        addresses = self._addresses
        targets = {segment: addresses[service.name] for service in self._services for segment in service.segments}
        edge = Edge(targets, fallback=next(iter(addresses.values())))
        listening = socket.create_server((self._settings.host, self._settings.port), backlog=1024)
        try:
            async with answering(edge, listening):
                await asyncio.Event().wait()
        finally:
            await edge.close()

    async def _keep_broker(self, broker: LocalBroker) -> None:
        while True:
            self._note("kafka", broker.pid)
            await _gone(broker.pid)
            log.warning("kafka_ended")
            await asyncio.to_thread(broker.start)

    async def _keep_postgres(self, postgres: EmbeddedPostgres) -> None:
        while True:
            self._note("postgres", postgres.pid)
            await _gone(postgres.pid)
            log.warning("postgres_ended")
            await asyncio.to_thread(postgres.start_again)

    def _note(self, part: str, pid: int) -> None:
        self._pids[part] = pid
        self._pid_file.write_text(json.dumps(self._pids, indent=1))


async def _gone(pid: int) -> None:
    """Wait until a process of ours is no longer there."""
    while pid and _runs(pid):  # noqa: ASYNC110 - another process's end cannot be awaited
        await asyncio.sleep(RESTART_PAUSE)


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    process.send_signal(signal.SIGTERM)
    try:
        await asyncio.wait_for(process.wait(), 10)
    except TimeoutError:
        process.kill()
        await process.wait()
