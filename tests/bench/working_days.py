"""Adding working days, beside the two public packages that also know China's make-up days."""

import random
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from time import perf_counter
from typing import Final

import chinese_calendar  # type: ignore[import-untyped]
import holidays

from gongkai.worktime.calendar import load_calendar
from tests.bench.rounds import Contestant, Line, WrongAnswer, at_least, at_most, take_turns
from tests.bench.site import Site

SEED: Final = 326
FIRST: Final = date(2019, 2, 1)
DAYS: Final = 2700
LIMITS: Final = (1, 3, 5, 15)
OURS = "add"
HOLIDAYS = "holidays.get_nth_working_day"
CHINESECALENDAR = "chinese_calendar.find_workday"

Question = tuple[date, int]


async def lines(site: Site) -> list[Line]:
    """Microseconds for one addition."""
    calendar = load_calendar()
    china = holidays.country_holidays("CN", years=range(2019, 2027))
    asked = _questions(20_000)
    for day, n in asked:
        if calendar.count(day, calendar.add(day, n)) != n:
            raise WrongAnswer(f"{n} working days after {day}")
    outcome = await take_turns(
        {
            OURS: _timed(calendar.add, asked),
            HOLIDAYS: _timed(china.get_nth_working_day, asked[:2000]),
            CHINESECALENDAR: _timed(lambda day, n: chinese_calendar.find_workday(n, day), asked[:200]),
        }
    )
    cost = outcome.alone(OURS, what="add working days", unit="µs", goal=at_most(1.5, "µs"))
    return [cost, *(_times_faster(outcome.median(name), cost.figure, name, n) for name, n in BESIDE)]


BESIDE: Final = ((HOLIDAYS, 10), (CHINESECALENDAR, 100))


def _times_faster(theirs: float, ours: float, name: str, goal: int) -> Line:
    return Line(
        what="add working days",
        figure=ours,
        unit="µs",
        floor=name,
        floor_figure=theirs,
        ratio=theirs / ours,
        goal=at_least(goal),
    )


def _questions(count: int) -> list[Question]:
    choose = random.Random(SEED)
    return [(FIRST + timedelta(days=choose.randrange(DAYS)), choose.choice(LIMITS)) for _ in range(count)]


def _timed(add: Callable[[date, int], date], asked: Sequence[Question]) -> Contestant:
    async def turn() -> float:
        begun = perf_counter()
        for day, n in asked:
            add(day, n)
        return (perf_counter() - begun) / len(asked) * 1e6

    return turn
