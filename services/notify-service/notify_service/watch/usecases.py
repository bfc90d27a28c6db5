"""An event told of clocks: each is watched from now on as it stands, and what is to be warned of is planned anew."""

from collections.abc import Sequence
from uuid import UUID

from gongkai.events.envelope import Event
from gongkai.unit_of_work import Work
from notify_service.watch.domain import Schedule, Watch, plan
from notify_service.watch.store import alarms, watches
from notify_service.watch.store.alarms import AlarmRow


async def keep_watch(events: Sequence[Event], work: Work, schedule: Schedule) -> None:
    """Three statements, however many events come together.

    A due date that moved moves its alarms; a stage already given for the same last day is not given again; a clock
    that is met, paused or cancelled has no alarms left (B2).
    """
    told: dict[tuple[UUID, str], Watch] = {}
    for event in events:
        for fact in event.clocks:
            watch = Watch.told(event, fact)
            told[watch.key] = watch
    if not told:
        return
    await watches.save(work.db, told.values())
    planned = [
        AlarmRow.pending(watch, each)
        for watch in told.values()
        for each in plan(watch, work.calendar, schedule, work.now)
    ]
    await alarms.cancel_open(work.db, list(told.values()), work.now)
    await alarms.put(work.db, planned)
