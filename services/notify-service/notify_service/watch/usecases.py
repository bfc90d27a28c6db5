"""Watches follow events: each clock is watched as the event states it, and its alarms are planned again."""

from collections.abc import Sequence
from uuid import UUID

from gongkai.events.envelope import Event
from gongkai.unit_of_work import Work
from notify_service.watch.domain import Schedule, Watch, plan
from notify_service.watch.store import alarms, watches
from notify_service.watch.store.alarms import AlarmRow


async def update_watches(events: Sequence[Event], work: Work, schedule: Schedule) -> None:
    """Update the watches of events and plan their alarms, in three statements, however many events come together.

    A due date that moved moves its alarms; a stage already given for the same last day is not given again; a clock
    that is met, paused or cancelled has no alarms left (B2).
    """
    watched: dict[tuple[UUID, str], Watch] = {}
    for event in events:
        for fact in event.clocks:
            watch = Watch.of_event(event, fact)
            watched[watch.key] = watch
    if not watched:
        return
    await watches.save(work.db, watched.values())
    planned = [
        AlarmRow.as_pending(watch, each)
        for watch in watched.values()
        for each in plan(watch, work.calendar, schedule, work.now)
    ]
    await alarms.cancel_open(work.db, list(watched.values()), work.now)
    await alarms.put(work.db, planned)
