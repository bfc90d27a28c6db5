"""Whatever happens to a limit, and whenever the tickers sleep: each stage once, the right one, in working time.

The oracle knows the stages by walking over the days; it shares no code with the service but the calendar.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any, Final

import pytest
from sqlalchemy import select

from gongkai.runtime.service import ServiceRuntime
from gongkai.timepiece import Timepiece
from gongkai.worktime.days import SHANGHAI, moment, office_day
from notify_service.warnings.store import warning
from tests.service.notify.conftest import Tick
from tests.service.notify.owner import CALENDAR, Owed, owed, tell

LEFT: Final = {1: (), 3: (1,), 5: (2, 1), 15: (5, 2, 1)}
FIRST, LAST = date(2024, 9, 23), date(2024, 11, 8)


@dataclass
class Course:
    """A ticket as its owner knows it, and which of its warnings the oracle has seen."""

    now: Owed
    seen: set[tuple[str, date, int]] = field(default_factory=set)


def reached(one: Owed, now: datetime) -> str | None:
    """The last stage whose moment has come, by walking from the receipt to today."""
    found = None
    day = one.received
    while day <= office_day(now):
        if CALENDAR.counts(day):
            for at, stage in _stages_of(one, day):
                if moment(one.received, time(10)) <= moment(day, at) <= now:
                    found = stage
        day += timedelta(days=1)
    return found


def _stages_of(one: Owed, day: date) -> list[tuple[time, str]]:
    if day == one.due_on:
        later = [(time(10), "due_day_10"), (time(15), "due_day_15")] if one.n == 1 else []
        return [(time(9), "due_day"), *later]
    if day > one.due_on:
        return [(time(9), f"overdue_{CALENDAR.count(one.due_on, day)}")]
    left = CALENDAR.count(day, one.due_on)
    return [(time(9), f"left_{left}")] if left in LEFT[one.n] else []


def happen(chance: Random, one: Owed, now: datetime) -> Owed:
    """Something befalls a limit: extended, drawn in, paused, resumed, met, begun anew, handed over, or only told of."""
    later = CALENDAR.add(max(one.due_on, office_day(now)), chance.randint(1, 8))
    sooner = max(CALENDAR.add(one.due_on, -chance.randint(1, 3)), CALENDAR.add(one.received, 1))
    fates: list[dict[str, Any]] = [
        {"due": later},
        {"due": sooner},
        {"state": "paused"},
        {"state": "running", "due": later},
        {"state": "met"},
        {"state": "running", "cycle": one.cycle + 1, "due": later},
        {"unit": chance.choice(["registration", "food_production"])},
        {},
    ]
    return one.changed(**chance.choice(fates))


def office_hours(now: datetime) -> bool:
    """Working day, 09:00 to 17:30."""
    return CALENDAR.counts(office_day(now)) and time(9) <= now.astimezone(SHANGHAI).time() < time(17, 30)


async def check(notify: ServiceRuntime, courses: list[Course], now: datetime) -> None:
    """Every warning given by this tick is owed now, and whatever is owed now has been given."""
    by_subject = {course.now.subject_id: course for course in courses}
    async with notify.reading() as db:
        rows = (await db.execute(select(warning))).all()
    keys = [(row.subject_id, row.stage, row.due_on, row.cycle) for row in rows]
    assert len(set(keys)) == len(keys)
    for row in rows:
        course = by_subject[row.subject_id]
        if (row.stage, row.due_on, row.cycle) in course.seen:
            continue
        course.seen.add((row.stage, row.due_on, row.cycle))
        assert office_hours(row.given_at)
        assert course.now.state == "running"
        assert (row.stage, row.due_on, row.cycle) == (reached(course.now, now), course.now.due_on, course.now.cycle)
        assert row.days_left == CALENDAR.count(office_day(now), row.due_on)
    for course in courses:
        stage = reached(course.now, now) if course.now.state == "running" else None
        if stage and office_hours(now):
            assert (stage, course.now.due_on, course.now.cycle) in course.seen


@pytest.mark.parametrize("seed", range(5))
async def test_b2_any_course_of_events_gives_each_stage_once(
    notify: ServiceRuntime, timepiece: Timepiece, tick: Tick, seed: int
) -> None:
    chance = Random(seed)
    courses: list[Course] = []
    now = moment(FIRST, time(8))
    while office_day(now) < LAST:
        now += timedelta(hours=chance.choice([1, 1, 3, 8, 24, 24 * chance.randint(1, 6)]))
        timepiece.move(now)
        if len(courses) < 12 and chance.random() < 0.5:
            received = office_day(now) - timedelta(days=chance.choice([0, 0, 0, 20]))
            courses.append(Course(owed(received, chance.choice(list(LEFT)))))
            await tell(notify, courses[-1].now)
        for course in chance.sample(courses, min(len(courses), chance.randint(0, 2))):
            course.now = happen(chance, course.now, now)
            await tell(notify, course.now)
        await tick(now)
        await check(notify, courses, now)
    assert sum(len(course.seen) for course in courses) > 10
