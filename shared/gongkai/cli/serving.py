"""Serve one service or the whole suite from one process: the same code, embedded or behind Kafka."""

import asyncio
import gc
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

from gongkai.database.engine import create_engine
from gongkai.database.migrate import migrate
from gongkai.embedded.postgres import EmbeddedPostgres, start_embedded
from gongkai.http.dispatch import Dispatch
from gongkai.http.server import answering, stop_signal
from gongkai.messaging.bus import Bus
from gongkai.messaging.kafka import KafkaBus
from gongkai.messaging.local_bus import LocalBus
from gongkai.mounts.application import build_app, checks_of
from gongkai.mounts.health import Health
from gongkai.runtime.installed import extensions, load_settings
from gongkai.runtime.loops import open_service
from gongkai.runtime.service import Service, ServiceRuntime
from gongkai.settings import Settings
from gongkai.timepiece import Timepiece


def make_bus(settings: Settings, services: Sequence[Service]) -> Bus:
    """Kafka if its address is set, else the bus of this one process."""
    if settings.kafka:
        return KafkaBus(
            settings.kafka,
            partitions=settings.kafka_partitions,
            replication=settings.kafka_replication,
            instance=settings.kafka_instance or None,
        )
    bus = LocalBus()
    for service in services:
        if service.topics:
            bus.declare(service.group, service.topics)
    return bus


@asynccontextmanager
async def databases(settings: Settings, services: Sequence[Service]) -> AsyncIterator[dict[str, str]]:
    """The address of each service's database; embedded ones are started, created and migrated here."""
    if not settings.embedded:
        yield {service.name: settings.database_url.format(service=service.name) for service in services}
        return
    server = await asyncio.to_thread(start_embedded, settings.folder / "postgres")
    try:
        yield await prepare(server, services)
    finally:
        await asyncio.to_thread(server.stop)


async def prepare(server: EmbeddedPostgres, services: Sequence[Service]) -> dict[str, str]:
    """Create and migrate the databases of these services on an embedded server."""
    await server.create_missing([service.name for service in services])
    urls = {service.name: server.url_for(service.name) for service in services}
    for service in services:  # one after another: alembic keeps the migration at work in module globals
        await migrate_one(service, urls[service.name])
    return urls


async def migrate_one(service: Service, url: str) -> None:
    """Bring one service's database to the code's revision."""
    engine = create_engine(url, 2, "gongkai-migrate")
    try:
        await migrate(engine, service.migrations)
    finally:
        await engine.dispose()


@asynccontextmanager
async def at_work(services: Sequence[Service], settings: Settings) -> AsyncIterator[list[ServiceRuntime]]:
    """The services of this process, with their databases, bus and loops."""
    async with AsyncExitStack() as stack:
        urls = await stack.enter_async_context(databases(settings, services))
        bus = make_bus(settings, services)
        await bus.start()
        stack.push_async_callback(bus.stop)
        runnings = [
            ServiceRuntime(service, load_settings(service.settings), bus, Timepiece(), urls[service.name])
            for service in services
        ]
        for running in runnings:
            await stack.enter_async_context(open_service(running))
            for extension in extensions():
                await extension.after_start(running)
        yield runnings


async def serve(services: Sequence[Service], settings: Settings) -> None:
    """Open everything, answer HTTP until told to stop, close everything."""
    stop = stop_signal()
    listening = socket.create_server((settings.host, settings.port), backlog=1024)
    async with at_work(services, settings) as runnings:
        health = Health({name: check for running in runnings for name, check in checks_of(running).items()})
        app = Dispatch([build_app(running, health) for running in runnings])
        health.started = True
        gc.collect()
        gc.freeze()
        async with answering(app, listening):
            await stop.wait()
