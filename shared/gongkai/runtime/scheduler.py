"""The one loop for everything that waits for a time: rows with a due time, claimed in batches."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog

from gongkai.observability import metrics

if TYPE_CHECKING:
    from gongkai.runtime.service_runtime import Running

log = structlog.get_logger(__name__)

CALM = 1.0
TROUBLED = 5.0


@dataclass(frozen=True, slots=True)
class Timer:
    """A step that works off what is due and says how many rows it dealt with; 0 means nothing was due."""

    name: str
    step: "Callable[[Running], Awaitable[int]]"
    every: float = CALM


async def keep_time(timer: Timer, running: "Running", wake: asyncio.Event) -> None:
    """Run a timer's step for ever: at once again while there is more, else after its pause or when woken."""
    while True:
        pause = timer.every
        try:
            done = await timer.step(running)
            metrics.due_rows(timer.name, done)
            if done:
                continue
        except Exception:
            log.exception("timer_failed", timer=timer.name)
            pause = TROUBLED
        wake.clear()
        try:
            await asyncio.wait_for(wake.wait(), pause)
        except TimeoutError:
            continue
