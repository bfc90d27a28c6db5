"""Alarms have come due: each limit gets the one warning it needs now, and everybody concerned is told."""

from collections.abc import Sequence
from typing import Final

from gongkai.database.work import Work
from gongkai.events.notify import WarningGiven
from gongkai.observability import metrics
from notify_service.domain.stages import OVERDUE, PlannedAlarm, Schedule, kind_of, plan
from notify_service.domain.telling import Recipient, Telling
from notify_service.domain.warning import DeadlineWarning
from notify_service.domain.watch import Watch
from notify_service.store import alarms, deliveries, warnings, watches
from notify_service.store.alarms import AlarmRow

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
    rows: list[AlarmRow] = []
    reached: list[DeadlineWarning] = []
    for watch in due:
        planned = plan(watch, work.calendar, schedule, work.now)
        rows += _settled(watch, planned, work)
        reached += [
            DeadlineWarning.of(watch, each.stage, work.calendar, work.now)
            for each in planned[:1]
            if each.due_at <= work.now
        ]
    await alarms.put(work.db, rows)
    await alarms.supersede_due(work.db, due, work.now)
    await _tell(await warnings.add(work.db, reached), work, telling)
    return len(due)


def _settled(watch: Watch, planned: Sequence[PlannedAlarm], work: Work) -> list[AlarmRow]:
    """The alarm that is given now; the days overdue follow one by one, so the next of them is planned with it."""
    if not planned or planned[0].due_at > work.now:
        return []
    rows = [AlarmRow.fired(watch, planned[0], work.now)]
    if kind_of(planned[0].stage) == OVERDUE:
        rows += [AlarmRow.pending(watch, each) for each in planned[1:]]
    return rows


async def _tell(given: Sequence[DeadlineWarning], work: Work, telling: Telling) -> None:
    told = telling.recipients(given)
    rows = [delivery for each, people in zip(given, told, strict=True) for delivery in telling.deliveries(each, people)]
    await deliveries.add(work.db, rows)
    for each, people in zip(given, told, strict=True):
        work.announce(_announcement(each, people), id=each.id)
        metrics.warnings_given(kind_of(each.stage))


def _announcement(warning: DeadlineWarning, people: Sequence[Recipient]) -> WarningGiven:
    return WarningGiven(
        aggregate_id=warning.id,
        version=warning.version,
        ref=warning.ref,
        unit=warning.unit,
        desk_path=warning.desk_path,
        subject_id=warning.subject_id,
        clock=warning.clock,
        stage=warning.stage,
        cycle=warning.cycle,
        title=warning.title,
        due_on=warning.due_on,
        certainty=warning.certainty,
        given_at=warning.given_at,
        recipients=tuple(person.id for person in people),
    )
