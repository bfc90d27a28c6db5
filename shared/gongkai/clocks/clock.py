"""One running limit of one thing: its log, and what the log says today. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Self
from uuid import UUID

from gongkai.events.envelope import ClockFact
from gongkai.worktime.calendar import Certainty, WorkCalendar
from gongkai.worktime.clock import ClockReading, ClockState, Moment, MomentKind, append, limit_of_log, replay
from gongkai.worktime.days import day_start, office_day
from gongkai.worktime.limit import Limit, LimitUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """A row of the `clock` table. `due_on` is a Shanghai day, `due_at` the instant at which the limit has passed."""

    subject_id: UUID
    code: str
    cycle: int
    state: ClockState
    log: tuple[Moment, ...]
    received_on: date
    started_at: datetime
    due_on: date
    due_at: datetime
    certainty: Certainty
    calendar_version: str
    met_at: datetime | None
    on_time: bool | None

    @classmethod
    def started(cls, subject_id: UUID, limit: Limit, at: datetime, calendar: WorkCalendar, days: int = 0) -> Self:
        """Start to count a limit for a subject from the moment of receipt; `days` where its length is said only now."""
        log = (Moment(kind=MomentKind.started, at=at, days=days),)
        if limit.unit is LimitUnit.hours or days:
            said = _said(replay(limit, log, calendar, at))
        else:
            said = _said_on(limit, office_day(at), calendar) | {"started_at": log[0].at}
        return cls(subject_id=subject_id, code=limit.code, log=log, **said)

    def after(self, moment: Moment, limit: Limit, calendar: WorkCalendar) -> Self:
        """The clock once one more thing has happened; a moment that is not lawful now is refused."""
        log = append(self.log, moment)
        return replace(self, log=log, **_said(replay(limit, log, calendar, moment.at)))

    def fact(self, limit: Limit) -> ClockFact:
        """What events tell about this clock."""
        limit = limit_of_log(self.log, limit)
        return ClockFact(
            code=self.code,
            title=limit.title,
            cycle=self.cycle,
            state=self.state,
            limit_n=limit.n,
            limit_unit=limit.unit,
            received_on=self.received_on,
            started_at=self.started_at,
            due_on=self.due_on,
            due_at=self.due_at,
            certainty=self.certainty,
            calendar_version=self.calendar_version,
        )


def clock_after(
    known: Clock | None, subject_id: UUID, limit: Limit, moment: Moment, calendar: WorkCalendar
) -> Clock | None:
    """The clock after a moment; `None` if there is none to which it could happen. A start is a restart where the clock
    is there, behind all that it went through; but where the start says how long the limit is and the clock is still
    running, the earlier end of the two holds, whichever was said first."""
    if moment.kind is not MomentKind.started:
        return known.after(moment, limit, calendar) if known else None
    if known is None:
        return Clock.started(subject_id, limit, moment.at, calendar, moment.days)
    again = replace(moment, kind=MomentKind.restarted, at=max(moment.at, *(one.at for one in known.log)))
    if not moment.days or known.state is not ClockState.running:
        return known.after(again, limit, calendar)
    hastened = known.after(replace(again, kind=MomentKind.hastened), limit, calendar)
    return hastened if hastened.due_at < known.due_at else known


def _said(reading: ClockReading) -> dict[str, Any]:
    names = (
        "cycle",
        "state",
        "received_on",
        "started_at",
        "due_on",
        "due_at",
        "certainty",
        "calendar_version",
        "met_at",
        "on_time",
    )
    return {name: getattr(reading, name) for name in names}


@lru_cache(maxsize=1024)
def _said_on(limit: Limit, day: date, calendar: WorkCalendar) -> dict[str, Any]:
    """All that starts on one day says the same but for its moment: worked out once, for the intake under load."""
    at = day_start(day)
    return _said(replay(limit, (Moment(kind=MomentKind.started, at=at),), calendar, at))


def facts(clocks: Sequence[Clock], limits: dict[str, Limit]) -> tuple[ClockFact, ...]:
    """The facts of several clocks, in the order given."""
    return tuple(clock.fact(limits[clock.code]) for clock in clocks)
