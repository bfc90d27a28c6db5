"""What a clock shows: its log, a limit and a calendar replayed into state, days used, days left and due moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from gongkai.worktime.calendar import Certainty, WorkCalendar
from gongkai.worktime.limit import Limit, LimitUnit
from gongkai.worktime.moments import ClockState, Moment, MomentKind, append, limit_of_log
from gongkai.worktime.replay import ClockCycle, CountingRule

__all__ = ["ClockReading", "ClockState", "Moment", "MomentKind", "append", "limit_of_log", "read", "replay"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockReading:
    """A clock read at one moment.

    The three `days_…` are in the limit's unit (hours for an hour limit); `days_left` is negative once it is late.
    While paused, `due_on` is the day it would be due if it resumed at that moment, and `days_left` stands still.
    `on_time` is known once the clock is met; `late` is true for a running or met clock past its due moment.
    """

    state: ClockState
    received_on: date
    started_at: datetime
    due_on: date
    due_at: datetime
    certainty: Certainty
    calendar_version: str
    cycle: int
    days_total: int
    days_used: int
    days_left: int
    met_at: datetime | None = None
    on_time: bool | None = None
    late: bool = False


def replay(limit: Limit, log: Sequence[Moment], calendar: WorkCalendar, now: datetime) -> ClockReading:
    """Read the clock. The whole log counts, also what lies after `now`; `now` only says which days are used up.

    Refuses (`NotStarted`) a log without a start, which `append` never writes.
    """
    rule = CountingRule(limit, calendar)
    return read(rule, rule.follow(log), now)


def read(rule: CountingRule, cycle: ClockCycle, now: datetime) -> ClockReading:
    """Read a cycle at `now`; a closed clock stands still from the moment it was closed."""
    state = cycle.state
    at = cycle.closed.at if cycle.closed else now
    cycle = rule.resumed(cycle, at)
    due_at, total, left = rule.due_at(cycle), rule.total(cycle), rule.left(cycle, at)
    late = state is not ClockState.cancelled and at >= due_at
    return ClockReading(
        state=state,
        received_on=cycle.received_on,
        started_at=cycle.started_at,
        due_on=rule.due_on(cycle),
        due_at=due_at,
        certainty=certainty(rule, cycle),
        calendar_version=rule.calendar.version,
        cycle=cycle.number,
        days_total=total,
        days_used=max(0, min(total, total - left)),
        days_left=left,
        met_at=cycle.met_at,
        on_time=not late if state is ClockState.met else None,
        late=late,
    )


def certainty(rule: CountingRule, cycle: ClockCycle) -> Certainty:
    """Hours and a decided day need no calendar; everything else is as sure as the days it was counted on."""
    decided = cycle.rescheduled is not None and cycle.rescheduled.day == cycle.end
    if rule.limit.unit is LimitUnit.hours or decided:
        return Certainty.final
    if rule.limit.unit is LimitUnit.working_days:
        return rule.calendar.certainty_of_span(cycle.received_on, cycle.end)
    return rule.calendar.certainty(rule.due_on(cycle))
