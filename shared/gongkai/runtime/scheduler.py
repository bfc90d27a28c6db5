"""The one loop for everything that waits for a time: rows with a due time, claimed in batches."""

import asyncio
from typing import Final

import structlog

from gongkai.observability import metrics
from gongkai.runtime.service import ServiceRuntime, Timer

log = structlog.get_logger(__name__)

AFTER_FAILURE: Final = 5.0
"""Seconds before a step that failed is tried again."""


async def keep_time(timer: Timer, running: ServiceRuntime, wake: asyncio.Event) -> None:
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
            pause = AFTER_FAILURE
        wake.clear()
        try:
            await asyncio.wait_for(wake.wait(), pause)
        except TimeoutError:
            continue
