"""Old traces of lookups and of repeated requests are deleted."""

from gongkai.http import idempotency
from gongkai.runtime.service import ServiceRuntime, Timer
from inquiry_service.receipts import store as receipts


async def forget_old_tries(running: ServiceRuntime) -> int:
    """Delete counts of lookups that are a day old."""
    async with running.engine.begin() as db:
        await receipts.delete_old_tries(db, running.timepiece.now())
    return 0


async def forget_old_answers(running: ServiceRuntime) -> int:
    """Delete answers under an `Idempotency-Key` after 72 hours."""
    async with running.engine.begin() as db:
        await idempotency.purge(db, running.timepiece.now())
    return 0


timers = (
    Timer("forget_old_tries", forget_old_tries, every=3600.0),
    Timer("forget_old_answers", forget_old_answers, every=3600.0),
)
