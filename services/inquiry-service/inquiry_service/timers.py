"""What the inquiry service does by the clock: it forgets old tries at guessing and old answers to doubled requests."""

from gongkai.due import Timer
from gongkai.running import Running
from gongkai.web import idempotency
from inquiry_service.store import lookups


async def forget_old_tries(running: Running) -> int:
    """One step: wipe counts that are a day old."""
    async with running.engine.begin() as db:
        await lookups.forget_old_tries(db, running.timepiece.now())
    return 0


async def forget_old_answers(running: Running) -> int:
    """One step: what was answered under an `Idempotency-Key` is kept for 72 hours."""
    async with running.engine.begin() as db:
        await idempotency.purge(db, running.timepiece.now())
    return 0


timers = (
    Timer("forget_old_tries", forget_old_tries, every=3600.0),
    Timer("forget_old_answers", forget_old_answers, every=3600.0),
)
