"""The watch: every clock of every event, with its alarms."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

from gongkai.runtime.service import Feature, ServiceRuntime
from notify_service.watch.store import watches
from notify_service.watch.store.schedule import schedule
from notify_service.watch.subscribers import subscribers


@asynccontextmanager
async def read_schedule(running: ServiceRuntime) -> AsyncIterator[None]:
    """Keep the stages of warnings among the resources; an unfit file stops the start."""
    running.resources.put(schedule())
    yield


async def provisional_clocks(running: ServiceRuntime) -> dict[str, Any]:
    """Count the open clocks whose due day lies in a year that is not announced yet."""
    async with running.reading() as db:
        return {"provisional_clocks": await watches.count_provisional(db)}


WATCH: Final = Feature(
    name="watch",
    subscriptions=subscribers,
    resources=(read_schedule,),
    health=provisional_clocks,
)
