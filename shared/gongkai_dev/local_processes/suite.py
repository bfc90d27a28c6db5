"""`gongkai up`: the distributed suite on one machine, each part a process of its own that comes back when it dies."""

import asyncio
import json
import os
import signal
import socket
import sys
from collections.abc import Callable, Sequence
from subprocess import SubprocessError

import structlog

from gongkai.cli.serving import prepare
from gongkai.embedded.postgres import EmbeddedPostgres, start_embedded
from gongkai.http.server import answering
from gongkai.runtime.service import Service
from gongkai_dev.local_processes.kafka_broker import LocalBroker
from gongkai_dev.local_processes.local_ingress import LocalIngress
from gongkai_dev.local_processes.process_ids import SUPERVISOR, ProcessIds, end_suite, runs
from ticket_service.settings import TicketSettings

log = structlog.get_logger(__name__)

RESTART_PAUSE = 0.5


class AlreadyUp(RuntimeError):
    """Another supervisor keeps a suite in this folder."""


class LocalSuite:
    """PostgreSQL, Kafka, one process a service and an edge before them. `pids.json` in the folder says who is who."""

    def __init__(self, services: Sequence[Service], settings: TicketSettings) -> None:
        self._services = list(services)
        self._settings = settings
        self._folder = settings.folder
        self._addresses = {
            service.name: f"http://127.0.0.1:{settings.port + number}" for number, service in enumerate(services, 1)
        }
        self._parts = ProcessIds(settings.folder)
        self._environment: dict[str, str] = {}

    async def run(self, stop: asyncio.Event) -> None:
        """Start all parts, keep them alive until `stop` is set, then end them in reverse."""
        if SUPERVISOR in self._parts.running():
            raise AlreadyUp("A suite runs from this folder; `gongkai down` ends it.")
        await asyncio.to_thread(end_suite, self._folder)
        self._folder.mkdir(parents=True, exist_ok=True)
        self._parts.note(SUPERVISOR, os.getpid())
        edge = asyncio.create_task(self._keep_edge(self._open_edge()))
        postgres = await asyncio.to_thread(start_embedded, self._folder / "postgres")
        broker = LocalBroker(self._folder / "kafka")
        try:
            await asyncio.gather(asyncio.to_thread(broker.start), prepare(postgres, self._services))
            self._environment = self._environment_of(postgres, broker)
            await self._keep_alive(edge, postgres, broker, stop)
        finally:
            await asyncio.to_thread(broker.stop)
            await asyncio.to_thread(postgres.stop)
            self._parts.forget()

    async def _keep_alive(
        self, edge: asyncio.Task[None], postgres: EmbeddedPostgres, broker: LocalBroker, stop: asyncio.Event
    ) -> None:
        keepers = [
            self._keep_broker(broker),
            self._keep_postgres(postgres),
            *(self._keep_service(service.name) for service in self._services),
        ]
        tasks = [edge, *(asyncio.create_task(keeper) for keeper in keepers)]
        stopped = asyncio.create_task(stop.wait())
        await asyncio.wait([*tasks, stopped], return_when=asyncio.FIRST_COMPLETED)
        for task in (stopped, *tasks):
            task.cancel()
        for outcome in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(outcome, Exception):
                raise outcome

    def _environment_of(self, postgres: EmbeddedPostgres, broker: LocalBroker) -> dict[str, str]:
        """What differs from the supervisor's own settings: the parts that it has started, and its one address."""
        settings = self._settings
        return os.environ | {
            "GONGKAI_DATABASE_URL": postgres.url_for("{service}"),
            "GONGKAI_KAFKA": broker.bootstrap,
            "GONGKAI_FOLDER": str(self._folder),
            "GONGKAI_SEAL_KEYS": json.dumps(settings.sealing_keys()),
            "GONGKAI_BASE_URL": settings.public_url,
            "GONGKAI_SERVICE_URLS": json.dumps(self._addresses),
            "GONGKAI_HOTLINE_URL": settings.hotline_url,
            "GONGKAI_HOTLINE_MANIFEST_URL": settings.hotline_manifest_url,
            "GONGKAI_HOTLINE_SECRETS": json.dumps([one.get_secret_value() for one in settings.hotline_secrets]),
            "GONGKAI_HOTLINE_NETWORKS": json.dumps(settings.hotline_networks),
        }

    async def _keep_service(self, name: str) -> None:
        port = self._addresses[name].rpartition(":")[2]
        environment = self._environment | {"GONGKAI_PORT": port, "GONGKAI_KAFKA_INSTANCE": name}
        while True:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "gongkai", "run", "--service", name, env=environment
            )
            self._parts.note(f"{name}-service", process.pid)
            try:
                code = await process.wait()
            finally:
                await _end(process)
            log.warning("service_ended", service=name, code=code)
            await asyncio.sleep(RESTART_PAUSE)

    def _open_edge(self) -> socket.socket:
        return socket.create_server((self._settings.host, self._settings.port), backlog=1024)

    async def _keep_edge(self, listening: socket.socket) -> None:
        addresses = self._addresses
        targets = {segment: addresses[service.name] for service in self._services for segment in service.segments}
        edge = LocalIngress(targets, fallback=next(iter(addresses.values())))
        try:
            async with answering(edge, listening):
                await asyncio.Event().wait()
        finally:
            await edge.close()

    async def _keep_broker(self, broker: LocalBroker) -> None:
        while True:
            self._parts.note("kafka", broker.pid)
            await _gone(broker.pid)
            await self._bring_back("kafka", broker.start)

    async def _keep_postgres(self, postgres: EmbeddedPostgres) -> None:
        while True:
            self._parts.note("postgres", postgres.pid)
            await _gone(postgres.pid)
            await self._bring_back("postgres", postgres.start_again)

    async def _bring_back(self, part: str, start: Callable[[], None]) -> None:
        log.warning("part_ended", part=part)
        starting = asyncio.create_task(asyncio.to_thread(start))
        try:
            await asyncio.shield(starting)
        except asyncio.CancelledError:
            await asyncio.wait([starting])  # `gongkai down` must find what has just been started
            raise
        except (RuntimeError, AssertionError, OSError, SubprocessError) as error:
            log.error("part_did_not_start", part=part, error=type(error).__name__)
            await asyncio.sleep(RESTART_PAUSE)


async def _gone(pid: int) -> None:
    """Wait until a process of the suite is no longer there."""
    while pid and runs(pid):  # noqa: ASYNC110 - another process's end cannot be awaited
        await asyncio.sleep(RESTART_PAUSE)


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    process.send_signal(signal.SIGTERM)
    try:
        await asyncio.wait_for(process.wait(), 10)
    except TimeoutError:
        process.kill()
        await process.wait()
