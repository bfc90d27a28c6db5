"""How a running limit looks to a person: one colour, one sign, one word, and the working time left. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from math import ceil
from typing import Final, Protocol

from gongkai.worktime.calendar import WorkCalendar
from gongkai.worktime.days import office_day
from gongkai.worktime.remaining import last_due


class Colour(StrEnum):
    """The colours of the board (B6), and those of clocks that no longer run."""

    green = "green"
    yellow = "yellow"
    red = "red"
    overdue = "overdue"
    paused = "paused"
    provisional = "provisional"
    met = "met"
    late = "late"
    cancelled = "cancelled"


@dataclass(frozen=True, slots=True)
class Shape:
    """What stands beside a colour, so that nobody has to see the colour: a sign and a word."""

    colour: Colour
    sign: str
    word: str


SHAPES: Final = {
    shape.colour: shape
    for shape in (
        Shape(Colour.green, "●", "正常"),
        Shape(Colour.yellow, "▲", "临近"),
        Shape(Colour.red, "■", "紧急"),
        Shape(Colour.overdue, "✖", "超期"),
        Shape(Colour.paused, "⏸", "暂停"),
        Shape(Colour.provisional, "◇", "暂定"),
        Shape(Colour.met, "✔", "完成"),
        Shape(Colour.late, "✗", "逾期完成"),
        Shape(Colour.cancelled, "–", "撤销"),
    )
}

# From which limit on (working days): yellow and red at so many working days left. These are the first and the last
# warning of requirement B1, and for long limits a public specification: yellow at 5, red at 2 (docs/facts.md §1.6).
NEAR: Final = ((15, 5, 2), (10, 3, 1), (5, 2, 1), (3, 1, 0), (0, 0, 0))

_UNITS: Final = {"calendar_days": "天", "hours": "小时"}


class ShownClock(Protocol):
    """A clock row, a clock fact of an event, or a reading: whatever says when a limit ends."""

    @property
    def state(self) -> str: ...
    @property
    def due_on(self) -> date: ...
    @property
    def due_at(self) -> datetime: ...
    @property
    def certainty(self) -> str: ...


class ShownFact(ShownClock, Protocol):
    """A clock that carries its limit with it: the clock fact of an event, or a watch made from it."""

    @property
    def title(self) -> str: ...
    @property
    def limit_n(self) -> int: ...
    @property
    def limit_unit(self) -> str: ...


class ShownLimit(Protocol):
    """A limit: so many units, and its name in Chinese."""

    @property
    def n(self) -> int: ...
    @property
    def unit(self) -> str: ...
    @property
    def title(self) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockFace:
    """One clock, ready to be shown. `left` counts `unit`s to now, or to when it was met, and is negative when the limit
    has passed by then; `late`: it was met too late."""

    title: str
    colour: Colour
    state: str
    due_on: date
    due_at: datetime
    provisional: bool
    left: int
    overdue: bool
    late: bool
    total: int
    unit: str

    @property
    def shape(self) -> Shape:
        """Sign and word beside the colour."""
        return SHAPES[self.colour]

    @property
    def words(self) -> str:
        """还剩2个工作日, 今天到期, 已超期3个工作日, 已暂停 …"""
        said = self._said()
        return f"{said}（暂定）" if self.provisional and self.state == "running" else said

    def _said(self) -> str:
        unit = _UNITS.get(self.unit, "个工作日")
        if self.late:
            return f"已完成（逾期{-self.left}{unit}）" if self.left else "已完成（逾期）"
        if self.state != "running":
            return {"paused": "已暂停", "met": "已完成", "cancelled": "已撤销"}[self.state]
        if self.overdue:
            return f"已超期{-self.left}{unit}" if self.left else "已超期"
        if not self.left and self.unit != "hours":
            return "今天到期"
        return f"还剩{self.left}{unit}"


def face(
    clock: ShownClock, limit: ShownLimit, calendar: WorkCalendar, now: datetime, met_at: datetime | None = None
) -> ClockFace:
    """A clock of this service as it looks now; `met_at` is when that was done which it asks for."""
    overdue = clock.state == "running" and now >= clock.due_at
    late = clock.state == "met" and met_at is not None and met_at >= clock.due_at
    left = _left(clock, limit.unit, calendar, met_at if late and met_at else now)
    return ClockFace(
        title=limit.title,
        colour=Colour.late if late else _colour(clock, limit, left, overdue),
        state=str(clock.state),
        due_on=clock.due_on,
        due_at=clock.due_at,
        provisional=clock.certainty == "provisional",
        left=left,
        overdue=overdue,
        late=late,
        total=limit.n,
        unit=str(limit.unit),
    )


@dataclass(frozen=True, slots=True)
class _FactLimit:
    n: int
    unit: str
    title: str


def fact_face(fact: ShownFact, calendar: WorkCalendar, now: datetime) -> ClockFace:
    """A clock that another service told about, as it looks now."""
    return face(fact, _FactLimit(fact.limit_n, fact.limit_unit, fact.title), calendar, now)


def edges(limit: ShownLimit, calendar: WorkCalendar, now: datetime) -> tuple[datetime, datetime]:
    """The last due instants at which a running clock of this limit is red, and yellow: the colours as lists ask for
    them."""
    _, yellow, red = _near(limit)
    return last_due(red, limit.unit, calendar, now), last_due(yellow, limit.unit, calendar, now)


def _near(limit: ShownLimit) -> tuple[int, int, int]:
    return next(near for near in NEAR if limit.n >= near[0])


def _left(clock: ShownClock, unit: str, calendar: WorkCalendar, now: datetime) -> int:
    today = office_day(now)
    if unit == "hours":
        return ceil((clock.due_at - now) / timedelta(hours=1))
    if unit == "calendar_days":
        return (clock.due_on - today).days
    if today <= clock.due_on:
        return calendar.count(today, clock.due_on)
    return -calendar.count(clock.due_on, today)


def _colour(clock: ShownClock, limit: ShownLimit, left: int, overdue: bool) -> Colour:
    if clock.state != "running":
        return Colour(str(clock.state))
    if overdue:
        return Colour.overdue
    days_left = left if limit.unit != "hours" else left // 24
    _, yellow, red = _near(limit)
    if days_left <= red:
        return Colour.red
    if days_left <= yellow:
        return Colour.yellow
    return Colour.provisional if clock.certainty == "provisional" else Colour.green
