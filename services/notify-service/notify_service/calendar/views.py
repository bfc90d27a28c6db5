"""What this service's answers look like."""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel, Field

from gongkai.desk.clock_face import fact_face
from gongkai.worktime.calendar import DayFact, WorkCalendar
from notify_service.warnings.domain import DeadlineWarning
from notify_service.watch.domain import Watch


class ClockView(BaseModel):
    """One clock of the board."""

    subject_id: UUID
    clock: str
    title: str
    service: str = Field(description="policy | inquiry | ticket")
    ref: str
    unit: str
    desk_path: str
    state: str = Field(description="running | paused")
    due_on: date
    due_at: datetime
    certainty: str = Field(description="final | provisional")
    colour: str = Field(description="green | yellow | red | overdue | paused | provisional")
    left: int = Field(description="Days left in the limit's unit, from the calendar of this moment; negative once late")
    words: str

    @classmethod
    def of(cls, watch: Watch, calendar: WorkCalendar, now: datetime) -> "ClockView":
        """As the clock stands now."""
        face = fact_face(watch, calendar, now)
        return cls(
            subject_id=watch.subject_id,
            clock=watch.clock,
            title=watch.title,
            service=watch.service,
            ref=watch.ref,
            unit=watch.unit,
            desk_path=watch.desk_path,
            state=watch.state,
            due_on=watch.due_on,
            due_at=watch.due_at,
            certainty=watch.certainty,
            colour=face.colour,
            left=face.left,
            words=face.words,
        )


class WarningView(BaseModel):
    """A warning as those see it who were told."""

    id: UUID
    subject_id: UUID
    clock: str
    stage: str = Field(
        description="left_5, left_2, left_1, due_day, due_day_10, overdue_1 ...; emergency, held_back, co_handling"
    )
    cycle: int
    title: str
    service: str
    ref: str
    unit: str
    desk_path: str
    due_on: date
    certainty: str
    days_left: int = Field(description="Working days left when it was given; negative once late")
    words: str
    given_at: datetime
    acknowledged_by: str | None
    acknowledged_name: str | None
    acknowledged_at: datetime | None

    @classmethod
    def of(cls, warning: DeadlineWarning) -> "WarningView":
        """The row with its words."""
        return cls.model_validate(warning, from_attributes=True)


class CountedDay(BaseModel):
    """A day of the calculator's answer. `source` is the notice that set it, empty for an ordinary day."""

    date: date
    counts: bool
    reason: str
    source: str


class DueView(BaseModel):
    """When so many working days end, and why."""

    due_on: date
    certainty: str = Field(description="provisional when it runs past the last announced year")
    calendar_version: str
    days: list[CountedDay]


class DayView(BaseModel):
    """What is known of one day."""

    date: date
    working: str = Field(description="yes | no | unknown (its year is not announced)")
    counts: bool
    reason: str
    name: str
    source: str

    @classmethod
    def of(cls, fact: DayFact) -> "DayView":
        """The calendar's fact as an answer."""
        return cls(
            date=fact.day,
            working=fact.working,
            counts=fact.counts,
            reason=fact.reason,
            name=fact.name,
            source=fact.source,
        )


class YearView(BaseModel):
    """An announced year and the notice that set it."""

    year: int
    notice: str
    issued: date
    amended_by: list[str]


class CalendarView(BaseModel):
    """Which calendar counts now, and how far it reaches."""

    version: str
    first_announced: date
    last_announced: date
    days_left: int = Field(description="Calendar days from today to the last announced one")
    reminder: str | None = Field(description="Set from 25 October on while the next year is missing")
    years: list[YearView]
