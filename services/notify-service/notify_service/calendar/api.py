"""The public working-day calendar: its days, how far it reaches, and when a limit ends (A6)."""

from datetime import date, timedelta
from typing import Annotated, Final

from fastapi import Query
from pydantic import BaseModel, Field

from gongkai.http.access import public
from gongkai.http.dependencies import RuntimeDep
from gongkai.http.router import Router
from gongkai.refusals import Ground, Point, Refusal
from gongkai.worktime.calendar import DayFact
from gongkai.worktime.days import office_day
from gongkai.worktime.explain import explain_due
from notify_service.calendar.domain import LONGEST_LIMIT, reminder
from notify_service.watch.domain import FIRST_DAY, LAST_DAY

router = Router(prefix="/api/v1/calendar", tags=["calendar"])

MOST_DAYS: Final = 400


Day = Annotated[date, Query(ge=FIRST_DAY, le=LAST_DAY, description="YYYY-MM-DD, 2000 to 2099")]
WorkingDays = Annotated[int, Query(ge=1, le=LONGEST_LIMIT, description="Length of the limit in working days")]


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


class SpanUnfit(Refusal):
    """The days asked for run backwards or are more than 400."""

    code = "span-unfit"
    ground = Ground.unfit


@router.get("", guard=public(), response_model=CalendarView, summary="Which calendar counts, and how far it reaches")
async def get_calendar(running: RuntimeDep) -> CalendarView:
    """The announced years with their deliveries."""
    calendar, today = running.calendar, office_day(running.timepiece.now())
    return CalendarView(
        version=calendar.version,
        first_announced=calendar.first_announced,
        last_announced=calendar.last_announced,
        days_left=max(0, (calendar.last_announced - today).days),
        reminder=reminder(calendar, today),
        years=[
            YearView(
                year=year.year,
                notice=year.notice,
                issued=year.issued,
                amended_by=[amendment.notice for amendment in year.amendments],
            )
            for year in calendar.years
        ],
    )


@router.get("/due", guard=public(), response_model=DueView, summary="When so many working days end, day by day")
async def get_due(received: Day, working_days: WorkingDays, running: RuntimeDep) -> DueView:
    """The day of receipt does not count; each day is named with the reason for which it counts or not."""
    explanation = explain_due(received, working_days, running.calendar)
    reading = explanation.reading
    return DueView(
        due_on=reading.due_on,
        certainty=reading.certainty,
        calendar_version=reading.calendar_version,
        days=[
            CountedDay(date=day.date, counts=day.counts, reason=day.reason, source=day.source)
            for day in explanation.days
        ],
    )


@router.get(
    "/days", guard=public(), response_model=list[DayView], summary="What is known of each day from one to another"
)
async def get_days(
    since: Annotated[Day, Query(alias="from", ge=FIRST_DAY, le=LAST_DAY)],
    until: Annotated[Day, Query(alias="to", ge=FIRST_DAY, le=LAST_DAY)],
    running: RuntimeDep,
) -> list[DayView]:
    """At most 400 days, both ends included."""
    if not 0 <= (until - since).days < MOST_DAYS:
        raise SpanUnfit("起止日期须先后有序，且不超过400天。", points=[Point("query:to", "span-unfit")])
    days = (since + timedelta(days=i) for i in range((until - since).days + 1))
    return [DayView.of(running.calendar.fact(day)) for day in days]
