"""Alarms have come due: each limit gets the one warning it needs now, and everybody concerned is told."""

from datetime import datetime
from typing import Final

from gongkai.unit_of_work import Work
from notify_service.delivery.domain.recipients import Telling
from notify_service.delivery.usecases.notify_recipients import tell_people
from notify_service.warnings.domain.warning import DeadlineWarning
from notify_service.warnings.store import warnings
from notify_service.watch.domain.deadline_status import Standing
from notify_service.watch.domain.stages import Schedule
from notify_service.watch.store import alarms, watches
from notify_service.watch.store.alarms import AlarmRow

AT_ONCE: Final = 200


async def give_warnings(work: Work, schedule: Schedule, telling: Telling) -> int:
    """Work off up to 200 due alarms and say how many limits were dealt with; nothing is given outside working time.

    After an outage several stages of a limit may be due: the one at which it stands now is given, the others are set
    aside. Any number of tickers may run: the lock on a watch keeps them apart, and the warning's id keeps it single.
    """
    if not schedule.is_open(work.now, work.calendar):
        return 0
    due = await watches.claim_due(work.db, work.now, AT_ONCE)
    if not due:
        return 0
    stands = [Standing.of(watch, work.calendar, schedule, work.now) for watch in due]
    await alarms.settle_due(work.db, stands, work.now)
    await alarms.put(work.db, [row for each in stands for row in _days_overdue(each, work.now)])
    reached = [DeadlineWarning.of(each.watch, each.stage, work.calendar, work.now) for each in stands if each.now]
    await tell_people(await warnings.add(work.db, reached), work, telling)
    return len(due)


def _days_overdue(standing: Standing, at: datetime) -> list[AlarmRow]:
    """They follow one by one: the one given now may have had no alarm of its own, and the next needs one."""
    if standing.now is None or standing.next is None:
        return []
    return [AlarmRow.fired(standing.watch, standing.now, at), AlarmRow.pending(standing.watch, standing.next)]
