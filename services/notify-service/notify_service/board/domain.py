"""The board of all limits: which clocks are clock_filter, and where each colour begins and ends in time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from gongkai.actor import Role
from gongkai.worktime.calendar import WorkCalendar
from gongkai.worktime.remaining import last_due

BOARD_READERS: Final = (Role.clerk, Role.head, Role.office, Role.ops, Role.auditor)
"""Staff of a unit see its own clocks only."""
NO_END: Final = 1_000_000
"""Longer than any limit."""


class BoardColour(StrEnum):
    """The colours by which the board is filtered (B6)."""

    green = "green"
    yellow = "yellow"
    red = "red"
    overdue = "overdue"
    paused = "paused"
    provisional = "provisional"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockFilter:
    """Filter of the board; `None` admits all. `due_by`: clocks that breach by the end of that day without an act."""

    unit: str | None = None
    service: str | None = None
    colour: BoardColour | None = None
    due_by: date | None = None


@dataclass(frozen=True, slots=True)
class Band:
    """For limits of one kind and of `at_least` to `below` units: the last due instants that are red and yellow."""

    units: tuple[str, ...]
    at_least: int
    below: int
    red_until: datetime
    yellow_until: datetime


def bands(near: Sequence[tuple[int, int, int]], calendar: WorkCalendar, now: datetime) -> list[Band]:
    """The thresholds of the colours as instants, so that the database can compare due instants with them.

    `near`: from which limit on, yellow and red at so many days left, longest limit first.
    """
    found = []
    below = NO_END
    for at_least, yellow, red in near:
        ends = zip(_ends(red, calendar, now), _ends(yellow, calendar, now), strict=True)
        found += [Band(units, at_least, below, first, second) for (units, first), (_, second) in ends]
        below = at_least
    return found


def _ends(days: int, calendar: WorkCalendar, now: datetime) -> Iterator[tuple[tuple[str, ...], datetime]]:
    """The last due instant with at most so many days left, by kind of limit."""
    for units in (("working_days", "fixed_date"), ("calendar_days",), ("hours",)):
        yield units, last_due(days, units[0], calendar, now)
