"""One running limit of one thing: its log, and what the log says today. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from gongkai.events.envelope import ClockFact
from gongkai.worktime.calendar import Certainty, WorkCalendar
from gongkai.worktime.clock import ClockState, Moment, MomentKind, Reading, append, replay
from gongkai.worktime.limit import Limit


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
    def started(cls, subject_id: UUID, limit: Limit, at: datetime, calendar: WorkCalendar) -> Self:
        """Start to count a limit for a subject from the moment of receipt."""
        log = (Moment(kind=MomentKind.started, at=at),)
        return cls(subject_id=subject_id, code=limit.code, log=log, **_said(replay(limit, log, calendar, at)))

    def after(self, moment: Moment, limit: Limit, calendar: WorkCalendar) -> Self:
        """The clock once one more thing has happened; a moment that is not lawful now is refused."""
        log = append(self.log, moment)
        return replace(self, log=log, **_said(replay(limit, log, calendar, moment.at)))

    def fact(self, limit: Limit) -> ClockFact:
        """What events tell about this clock."""
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


def _said(reading: Reading) -> dict[str, Any]:
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


def facts(clocks: Sequence[Clock], limits: dict[str, Limit]) -> tuple[ClockFact, ...]:
    """The facts of several clocks, in the order given."""
    return tuple(clock.fact(limits[clock.code]) for clock in clocks)
