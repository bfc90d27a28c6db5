"""A service that owes something, as notify-service sees it: events that tell of clocks."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any
from uuid import UUID, uuid4

from gongkai.events.envelope import ClockFact, Event
from gongkai.events.inquiry import QuestionAsked
from gongkai.events.ticket import TicketReceived
from gongkai.runtime.service import ServiceRuntime
from gongkai.worktime.calendar import load_calendar
from gongkai.worktime.days import day_end, moment
from notify_service.watch.store.schedule import schedule
from notify_service.watch.usecases import update_watches

CALENDAR = load_calendar()
FOOD = "food_production"


@dataclass(frozen=True)
class Owed:
    """One ticket with a clock of so many working days."""

    received: date
    n: int
    subject_id: UUID
    unit: str = FOOD
    state: str = "running"
    due: date | None = None
    cycle: int = 1
    version: int = 1
    ref: str = "ZX-240930-001"

    @property
    def due_on(self) -> date:
        """The last day, counted or decided."""
        return self.due or CALENDAR.add(self.received, self.n)

    def changed(self, **what: Any) -> "Owed":
        """The same ticket one version later."""
        return replace(self, version=self.version + 1, **what)

    def fact(self) -> ClockFact:
        """Its clock as an event tells it."""
        return ClockFact(
            code="finish",
            title="办结",
            cycle=self.cycle,
            state=self.state,
            limit_n=self.n,
            limit_unit="working_days",
            received_on=self.received,
            started_at=moment(self.received, time(10)),
            due_on=self.due_on,
            due_at=day_end(self.due_on),
            certainty=CALENDAR.certainty(self.due_on),
            calendar_version=CALENDAR.version,
        )

    def event(self) -> Event:
        """What the owner publishes."""
        common: dict[str, Any] = {
            "aggregate_id": self.subject_id,
            "version": self.version,
            "ref": self.ref,
            "unit": self.unit,
            "clocks": (self.fact(),),
            "received_at": moment(self.received, time(10)),
        }
        if self.n == 5:
            path = f"/desk/inquiries/{self.subject_id}"
            return QuestionAsked(**common, desk_path=path, state="received")
        path = f"/desk/tickets/{self.subject_id}"
        words = {"order_no": "SH1", "source": "12345", "kind": "consult", "priority": "normal"}
        return TicketReceived(**common, desk_path=path, state="received", **words)


def owed(received: date = date(2024, 9, 30), n: int = 15, **more: Any) -> Owed:
    """A new ticket; a question if the limit is of five working days."""
    return Owed(received=received, n=n, subject_id=uuid4(), **more)


async def tell(running: ServiceRuntime, *what: Owed) -> None:
    """The owner's events arrive together."""
    async with running.work() as work:
        await update_watches([one.event() for one in what], work, schedule())


def at(day: date | str, hour: int = 9, minute: int = 0) -> datetime:
    """A Shanghai time of a day."""
    on = date.fromisoformat(day) if isinstance(day, str) else day
    return moment(on, time(hour, minute))


def every_day(first: date, last: date) -> Sequence[date]:
    """All days from first to last."""
    return [date.fromordinal(ordinal) for ordinal in range(first.toordinal(), last.toordinal() + 1)]
