"""Whether a service's work gets done: what waits and how old it is, for the ops page and for `/metrics`."""

import asyncio
from dataclasses import dataclass
from typing import Any, Final

from gongkai.audit import entries
from gongkai.messaging import dead_letters, outbox
from gongkai.messaging.bus import BusAway
from gongkai.observability import metrics
from gongkai.runtime.service import ServiceRuntime
from gongkai.worktime.days import office_day

PATIENCE: Final = 2.0
"""Seconds that the bus may take to tell how far a group is behind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceFigures:
    """Counts, ages in seconds and days. `consumer_lag` is `None` while the bus cannot be asked."""

    outbox_waiting: int
    outbox_oldest_seconds: float
    consumer_lag: int | None
    dead_letters: int
    calendar_version: str
    calendar_days_left: int
    figures: dict[str, Any]


async def figures_of(running: ServiceRuntime) -> ServiceFigures:
    """Ask the database, the bus and the service itself."""
    async with running.reading() as db:
        waiting = await outbox.pending(db)
        dead = await dead_letters.count(db)
    today = office_day(running.timepiece.now())
    return ServiceFigures(
        outbox_waiting=waiting.count,
        outbox_oldest_seconds=waiting.oldest.total_seconds(),
        consumer_lag=await _lag(running),
        dead_letters=dead,
        calendar_version=running.calendar.version,
        calendar_days_left=max(0, (running.calendar.last_announced - today).days),
        figures=await running.service.health(running),
    )


async def publish_figures(running: ServiceRuntime) -> int:
    """Put them on `/metrics`, where the alerts look. A timer's step: nothing is ever due."""
    service, group = running.service.name, running.service.group
    told = await figures_of(running)
    metrics.outbox_state(service, told.outbox_waiting, told.outbox_oldest_seconds)
    metrics.dead_letters(group, told.dead_letters)
    metrics.business(service, "calendar_days_left", told.calendar_days_left)
    if told.consumer_lag is not None:
        metrics.consumer_lag(group, told.consumer_lag)
    for name, figure in told.figures.items():
        if isinstance(figure, int | float):
            metrics.business(service, name, figure)
    return 0


async def verify_audit(running: ServiceRuntime) -> int:
    """Walk the audit chain and put on `/metrics` whether it holds."""
    async with running.engine.connect() as db:
        broken = await entries.verify(db)
    metrics.business(running.service.name, "audit_chain_broken", int(broken is not None))
    return 0


async def _lag(running: ServiceRuntime) -> int | None:
    if not running.service.topics:
        return 0
    try:
        return await asyncio.wait_for(running.bus.lag(running.service.group), PATIENCE)
    except (BusAway, TimeoutError):
        return None
