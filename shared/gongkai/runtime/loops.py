"""The loops of a service at work: relay, consumer, timers, audit seal, figures."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Final

import structlog

from gongkai.audit import entries
from gongkai.database.migrate import require_head
from gongkai.messaging import inbox
from gongkai.runtime.figures import publish_figures, verify_audit
from gongkai.runtime.installed import extensions
from gongkai.runtime.scheduler import keep_time
from gongkai.runtime.service import ServiceRuntime, Timer

log = structlog.get_logger(__name__)


@asynccontextmanager
async def open_service(running: ServiceRuntime) -> AsyncIterator[ServiceRuntime]:
    """Serve: the features' resources first, then the loops of this process's role; closed in reverse."""
    async with AsyncExitStack() as stack:
        stack.push_async_callback(running.engine.dispose)
        stack.push_async_callback(running.raw_connections.close)
        await require_head(running.engine, running.service.migrations)
        for extension in extensions():
            await extension.before_start(running)
        for opening in running.service.resources:
            await stack.enter_async_context(opening(running))
        if running.settings.role != "api":
            stack.push_async_callback(_end, _start_loops(running))
        yield running


async def _seal_audit(running: ServiceRuntime) -> int:
    async with running.engine.begin() as db:
        return await entries.seal(db)


async def _purge_old_rows(running: ServiceRuntime) -> int:
    wall = running.timepiece.wall()  # kept in real days, wherever a demonstration puts the clock
    async with running.engine.begin() as db:
        return await running.relay.purge(db, wall) + await inbox.purge(db, wall)


EVERY_SERVICE: Final = (
    Timer("seal_audit", _seal_audit),
    Timer("housekeeping", _purge_old_rows, every=3600.0),
    Timer("figures", publish_figures, every=15.0),
    Timer("verify_audit", verify_audit, every=6 * 3600.0),
)


def _start_loops(running: ServiceRuntime) -> list[asyncio.Task[None]]:
    service = running.service
    loops = [
        running.relay.run(running.to_relay),
        *(keep_time(timer, running, asyncio.Event()) for timer in EVERY_SERVICE),
        *(keep_time(timer, running, running.to_timers) for timer in service.timers),
    ]
    if service.topics:
        loops.append(running.bus.run(service.group, service.topics, running.consumer.handle))
    return [asyncio.create_task(loop) for loop in loops]


async def _end(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    for outcome in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(outcome, Exception):
            log.error("loop_ended_badly", error=type(outcome).__name__)
