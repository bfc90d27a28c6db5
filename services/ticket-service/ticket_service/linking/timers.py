"""Forgets the answers that are kept for requests with an `Idempotency-Key`, such as the splitting of a ticket."""

from typing import Final

from gongkai.http import idempotency
from gongkai.runtime.service import ServiceRuntime, Timer


async def forget_old_answers(running: ServiceRuntime) -> int:
    """One step: what was answered under an `Idempotency-Key` is kept for 72 hours."""
    async with running.engine.begin() as db:
        await idempotency.purge(db, running.timepiece.now())
    return 0


TIMERS: Final = (Timer("forget_old_answers", forget_old_answers, every=3600.0),)
