"""What the inquiry service does by the clock: it forgets old tries at guessing."""

from gongkai.due import Timer
from gongkai.running import Running
from inquiry_service.store import lookups


async def forget_old_tries(running: Running) -> int:
    """One step: wipe counts that are a day old."""
    async with running.engine.begin() as db:
        await lookups.forget_old_tries(db, running.timepiece.now())
    return 0


timers = (Timer("forget_old_tries", forget_old_tries, every=3600.0),)
