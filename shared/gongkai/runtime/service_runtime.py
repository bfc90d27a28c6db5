"""One service at work in this process: its database, bus, calendar and time, and the loops that it keeps going."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from gongkai.actor import Actor
from gongkai.audit import entries
from gongkai.database.engine import create_engine
from gongkai.database.fast_reads import QuickReads
from gongkai.database.migrate import require_head
from gongkai.messaging import inbox
from gongkai.messaging.bus import Bus
from gongkai.messaging.relay import Relay
from gongkai.runtime.consumer import Consumer
from gongkai.runtime.figures import tell_figures, verify_audit
from gongkai.runtime.scheduler import Timer, keep_time
from gongkai.runtime.service import Service
from gongkai.settings import Settings
from gongkai.timepiece import Timepiece
from gongkai.unit_of_work import Desk, Work, transaction
from gongkai.worktime.calendar import WorkCalendar, load_calendar
from gongkai_dev.demo import office_clock as demo_clock

log = structlog.get_logger(__name__)


class Running:
    """A service with everything it needs to run. `open()` starts its loops; what it opened is closed in reverse."""

    def __init__(self, service: Service, settings: Settings, bus: Bus, timepiece: Timepiece, database_url: str) -> None:
        self.service = service
        self.settings = settings
        self.bus = bus
        self.timepiece = timepiece
        self.calendar: WorkCalendar = load_calendar()
        name = f"{service.name}-service"
        self.engine: AsyncEngine = create_engine(database_url, settings.pool_size, name)
        self.quick = QuickReads(self.engine, name)
        self._reading = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        self.relay = Relay(self.engine, bus)
        self.consumer = Consumer(service.group, service.subscriptions, self.work, self.engine)
        self.to_relay = asyncio.Event()
        self.to_timers = asyncio.Event()
        self.parts: dict[str, Any] = {}
        """What the service itself opened for its doors: group commits, HTTP clients, gateways."""
        self._desk = Desk(
            service=service.name,
            engine=self.engine,
            calendar=self.calendar,
            limits={limit.code: limit for limit in service.limits},
            clocks_copied=service.clocks_copied,
        )

    @asynccontextmanager
    async def work(self, actor: Actor | None = None, now: datetime | None = None) -> AsyncIterator[Work]:
        """The one transaction of a use case. After its commit the relay is woken if anything was announced."""
        async with transaction(self._desk, now or self.timepiece.now(), actor or Actor.system()) as work:
            yield work
        if work.announced:
            self.to_relay.set()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A connection for reads: each statement sees what is committed when it begins, and none waits for BEGIN."""
        async with self._reading.connect() as db:
            yield db

    @asynccontextmanager
    async def open(self) -> AsyncIterator["Running"]:
        """Serve: the doors' parts first, then the loops of this process's role."""
        async with AsyncExitStack() as stack:
            stack.push_async_callback(self.engine.dispose)
            stack.push_async_callback(self.quick.close)
            await require_head(self.engine, self.service.migrations)
            if self.settings.demo:
                await demo_clock.take_up(self.engine, self.timepiece)
            for opening in self.service.opening:
                await stack.enter_async_context(opening(self))
            if self.settings.role != "api":
                stack.push_async_callback(_end, self._start_loops())
            yield self

    def _start_loops(self) -> list[asyncio.Task[None]]:
        loops = [
            self.relay.run(self.to_relay),
            keep_time(Timer("seal_audit", _seal_audit), self, asyncio.Event()),
            keep_time(Timer("housekeeping", _keep_house, every=3600.0), self, asyncio.Event()),
            keep_time(Timer("figures", tell_figures, every=15.0), self, asyncio.Event()),
            keep_time(Timer("verify_audit", verify_audit, every=6 * 3600.0), self, asyncio.Event()),
            *(keep_time(timer, self, self.to_timers) for timer in self.service.timers),
        ]
        if self.service.topics:
            loops.append(self.bus.run(self.service.group, self.service.topics, self.consumer.handle))
        return [asyncio.create_task(loop) for loop in loops]


async def _seal_audit(running: Running) -> int:
    async with running.engine.begin() as db:
        return await entries.seal(db)


async def _keep_house(running: Running) -> int:
    wall = running.timepiece.wall()  # kept in real days, wherever a demonstration puts the clock
    async with running.engine.begin() as db:
        return await running.relay.purge(db, wall) + await inbox.purge(db, wall)


async def _end(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    for outcome in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(outcome, Exception):
            log.error("loop_ended_badly", error=type(outcome).__name__)
