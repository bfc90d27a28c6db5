"""A watched limit (B1, B2): its alarm stages in working time, and its status when alarms come due."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any, Final, Self
from uuid import UUID

from gongkai.events.envelope import ClockFact, Event
from gongkai.worktime.calendar import WorkCalendar
from gongkai.worktime.days import SHANGHAI, moment, office_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """One clock of one subject. `service` is the owner; `due_at` the instant at which the limit has passed."""

    subject_id: UUID
    clock: str
    cycle: int
    title: str
    service: str
    ref: str
    unit: str
    desk_path: str
    state: str
    limit_n: int
    limit_unit: str
    received_on: date
    started_at: datetime
    due_on: date
    due_at: datetime
    certainty: str
    calendar_version: str

    @classmethod
    def of_event(cls, event: Event, fact: ClockFact) -> Self:
        """Read one clock of an event."""
        fields_of_fact = fact.model_dump(exclude={"code"})
        return cls(
            subject_id=event.aggregate_id,
            clock=fact.code,
            service=event.type.split(".")[1],
            ref=event.ref,
            unit=event.unit,
            desk_path=event.desk_path,
            **{name: fields_of_fact[name] for name in FROM_FACT},
        )

    @property
    def key(self) -> tuple[UUID, str]:
        """Subject and clock: there is one watch for each."""
        return self.subject_id, self.clock

    @property
    def runs(self) -> bool:
        """Whether anybody is to be warned: not once it is met, paused or cancelled (B2)."""
        return self.state == "running"

    @property
    def provisional(self) -> bool:
        """Whether the calendar of the due day is not announced yet."""
        return self.certainty == "provisional"


FROM_FACT = tuple({field.name for field in fields(Watch)} & set(ClockFact.model_fields))


FIRST_DAY: Final = date(2000, 1, 1)
LAST_DAY: Final = date(2099, 12, 31)
"""Days that a caller may name."""
DUE_DAY: Final = "due_day"
OVERDUE: Final = "overdue"


class ScheduleUnfit(ValueError):
    """The file of stages lacks something or has a time outside office hours."""


@dataclass(frozen=True, slots=True)
class PlannedAlarm:
    """A stage of a limit and the moment at which it comes due, a UTC instant."""

    stage: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Row:
    """Which stages a class of limits has, beside those that every limit has."""

    unit: str
    at_least: int
    left: tuple[int, ...]
    due_day: tuple[time, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Schedule:
    """All of B1 as data. One is made from each file, so it is equal only to itself."""

    opens: time
    closes: time
    due_day: time
    overdue: time
    rows: tuple[Row, ...]

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Self:
        """The content of a file of stages; what lies outside office hours is refused."""
        try:
            rows = [
                Row(each["unit"], each["from"], tuple(each["left"]), tuple(each.get("due_day", ())))
                for each in data["limit"]
            ]
            schedule = cls(**data["office"], **data["every"], rows=tuple(rows))
        except (KeyError, TypeError) as error:
            raise ScheduleUnfit(str(error)) from error
        times = [schedule.due_day, schedule.overdue, *(at for row in rows for at in row.due_day)]
        if any(not schedule.opens <= at < schedule.closes for at in times):
            raise ScheduleUnfit("a stage lies outside office hours")
        return schedule

    def row_of(self, limit_n: int, limit_unit: str) -> Row:
        """The row for a limit; without one, only the stages that every limit has."""
        fitting = [row for row in self.rows if row.unit == limit_unit and row.at_least <= limit_n]
        return max(fitting, key=lambda row: row.at_least, default=Row(limit_unit, 0, (), ()))

    def is_open(self, now: datetime, calendar: WorkCalendar) -> bool:
        """Whether warnings may be given now."""
        at = now.astimezone(SHANGHAI).time()
        return self.opens <= at < self.closes and calendar.counts(office_day(now))


def stages(watch: Watch, calendar: WorkCalendar, schedule: Schedule) -> list[PlannedAlarm]:
    """Every stage from the first to the first day overdue, in order; none before the limit began to run."""
    planned = _of_limit(watch.limit_n, watch.limit_unit, watch.due_on, calendar, schedule)
    return [each for each in planned if each.due_at >= watch.started_at]


def plan(watch: Watch, calendar: WorkCalendar, schedule: Schedule, now: datetime) -> list[PlannedAlarm]:
    """What is still to be given: the stage that has been reached by now, and all that come after it.

    Stages passed earlier are left out: a limit that becomes known late is warned of once, at the right stage (B2). The
    days overdue follow one by one: the one reached and the next.
    """
    if not watch.runs:
        return []
    late = late_days(watch, calendar, schedule, now)
    if late:
        return [_overdue(n, watch.due_on, calendar, schedule) for n in (late, late + 1)]
    planned = stages(watch, calendar, schedule)
    passed = sum(each.due_at <= now for each in planned)
    return planned[max(0, passed - 1) :]


def late_days(watch: Watch, calendar: WorkCalendar, schedule: Schedule, now: datetime) -> int:
    """On how many working days after the last one the overdue warning has come due."""
    today = office_day(now)
    late = calendar.count(watch.due_on, today)
    if late > 0 and calendar.counts(today) and moment(today, schedule.overdue) > now:
        late -= 1
    return max(0, late)


def kind_of(stage: str) -> str:
    """A stage without the number of its day: overdue_3 is overdue."""
    return OVERDUE if stage.startswith(f"{OVERDUE}_") else stage


@lru_cache(maxsize=4096)
def _of_limit(
    limit_n: int, limit_unit: str, due_on: date, calendar: WorkCalendar, schedule: Schedule
) -> tuple[PlannedAlarm, ...]:
    """Kept, because many limits of one length end on one day."""
    row = schedule.row_of(limit_n, limit_unit)
    last = due_on if calendar.counts(due_on) else calendar.add(due_on, -1)
    planned = [
        *(PlannedAlarm(f"left_{left}", moment(calendar.add(last, -left), schedule.opens)) for left in row.left),
        PlannedAlarm(DUE_DAY, moment(last, schedule.due_day)),
        *(PlannedAlarm(f"{DUE_DAY}_{at:%H%M}".removesuffix("00"), moment(last, at)) for at in row.due_day),
        _overdue(1, due_on, calendar, schedule),
    ]
    return tuple(sorted(planned, key=lambda each: each.due_at))


def _overdue(n: int, due_on: date, calendar: WorkCalendar, schedule: Schedule) -> PlannedAlarm:
    return PlannedAlarm(f"{OVERDUE}_{n}", moment(calendar.add(due_on, n), schedule.overdue))


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineStatus:
    """`now` is the stage reached, `None` if there is nothing to give; `next` is the following day overdue."""

    watch: Watch
    now: PlannedAlarm | None
    next: PlannedAlarm | None

    @classmethod
    def of(cls, watch: Watch, calendar: WorkCalendar, schedule: Schedule, at: datetime) -> Self:
        """Several stages may have come due, after an outage; only the one that is right now counts (B2)."""
        planned = plan(watch, calendar, schedule, at)
        if not planned or planned[0].due_at > at:
            return cls(watch=watch, now=None, next=None)
        overdue = kind_of(planned[0].stage) == OVERDUE
        return cls(watch=watch, now=planned[0], next=planned[1] if overdue else None)

    @property
    def subject_id(self) -> UUID:
        return self.watch.subject_id

    @property
    def clock(self) -> str:
        return self.watch.clock

    @property
    def cycle(self) -> int:
        return self.watch.cycle

    @property
    def stage(self) -> str:
        """The stage to be given; empty if there is none."""
        return self.now.stage if self.now else ""
