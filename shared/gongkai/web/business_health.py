"""What a service says about itself to the ops page: not whether it lives, but whether its work gets done."""

import asyncio
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel

from gongkai.messaging import dead_letters, outbox
from gongkai.messaging.bus import BusAway
from gongkai.running import Running
from gongkai.web.access import AccessTable, public
from gongkai.web.dependencies import RunningDep
from gongkai.worktime.days import office_day

LONGEST = 2.0


class ServiceHealth(BaseModel):
    """Counts and ages (seconds) only. `lag` is `null` while the bus cannot be asked."""

    service: str
    title: str
    outbox_waiting: int
    outbox_oldest_seconds: float
    consumer_lag: int | None
    dead_letters: int
    calendar_version: str
    calendar_days_left: int
    figures: dict[str, Any]


def path_of(service: str) -> str:
    """Where a service tells its health."""
    return f"/api/v1/{service}-service/health"


def business_health_router(service: str) -> APIRouter:
    """The one door for it."""
    router = APIRouter(tags=["ops"])

    @router.get(path_of(service), response_model=ServiceHealth, summary="Whether this service's work gets done")
    async def get_health(running: RunningDep) -> ServiceHealth:
        return await health_of(running)

    return router


def business_health_access(service: str) -> AccessTable:
    """Counts only, and the ingress does not lead here."""
    return {("GET", path_of(service)): public()}


async def health_of(running: Running) -> ServiceHealth:
    """Ask the database and the bus."""
    async with running.reading() as db:
        waiting = await outbox.pending(db)
        dead = await dead_letters.count(db)
    figures = await running.service.health(running) if running.service.health else {}
    today = office_day(running.timepiece.now())
    return ServiceHealth(
        service=running.service.name,
        title=running.service.title,
        outbox_waiting=waiting.count,
        outbox_oldest_seconds=waiting.oldest.total_seconds(),
        consumer_lag=await _lag(running),
        dead_letters=dead,
        calendar_version=running.calendar.version,
        calendar_days_left=max(0, (running.calendar.last_announced - today).days),
        figures=figures,
    )


async def _lag(running: Running) -> int | None:
    if not running.service.topics:
        return 0
    try:
        return await asyncio.wait_for(running.bus.lag(running.service.group), LONGEST)
    except (BusAway, TimeoutError):
        return None
