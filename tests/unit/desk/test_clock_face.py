"""What a clerk reads beside a limit: the colour, the word and the working time left."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from gongkai.desk.clock_face import ClockFace, Colour, face, fact_face
from gongkai.worktime.calendar import load_calendar
from gongkai.worktime.days import day_end
from gongkai.worktime.limit import Limit


@dataclass(frozen=True)
class Fact:
    title: str
    state: str
    limit_n: int
    limit_unit: str
    due_on: date
    due_at: datetime
    certainty: str


def shown(
    due_on: date,
    now: datetime,
    n: int = 15,
    *,
    state: str = "running",
    certainty: str = "final",
    unit: str = "working_days",
) -> ClockFace:
    fact = Fact("办结", state, n, unit, due_on, day_end(due_on), certainty)
    return fact_face(fact, load_calendar(), now)


def at(day: int, hour: int = 2, month: int = 10) -> datetime:
    return datetime(2024, month, day, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "words", "colour"),
    [
        (at(30, month=9), "还剩15个工作日", Colour.green),
        (at(8), "还剩14个工作日", Colour.green),
        (at(18), "还剩5个工作日", Colour.yellow),
        (at(23), "还剩2个工作日", Colour.red),
        (at(25), "今天到期", Colour.red),
        (at(25, 15), "今天到期", Colour.red),
        (at(25, 16), "已超期", Colour.overdue),
        (at(27), "已超期", Colour.overdue),
        (at(28), "已超期1个工作日", Colour.overdue),
    ],
)
def test_b6_a_limit_of_15_working_days_over_the_national_day(now: datetime, words: str, colour: Colour) -> None:
    face = shown(date(2024, 10, 25), now)
    assert (face.words, face.colour) == (words, colour)


@pytest.mark.parametrize(
    ("now", "colour"), [(at(30, month=9), Colour.green), (at(7), Colour.green), (at(8), Colour.red)]
)
def test_b6_a_limit_of_one_working_day_is_red_on_its_day(now: datetime, colour: Colour) -> None:
    assert shown(date(2024, 10, 8), now, 1).colour == colour


def test_b6_a_clock_that_stands_says_so() -> None:
    states = [shown(date(2024, 10, 8), at(20), state=state) for state in ("paused", "met", "cancelled")]
    assert [(face.words, face.shape.word) for face in states] == [
        ("已暂停", "暂停"),
        ("已完成", "完成"),
        ("已撤销", "撤销"),
    ]


def test_a2_a_provisional_date_is_never_shown_as_final() -> None:
    far = shown(date(2024, 10, 25), at(8), certainty="provisional")
    near = shown(date(2024, 10, 25), at(24), certainty="provisional")
    assert (far.colour, far.words) == (Colour.provisional, "还剩14个工作日（暂定）")
    assert (near.colour, near.words) == (Colour.red, "还剩1个工作日（暂定）")


def test_b6_calendar_days_and_hours_are_named_as_such() -> None:
    assert shown(date(2024, 10, 25), at(8), 60, unit="calendar_days").words == "还剩17天"
    assert shown(date(2024, 10, 8), at(8), 24, unit="hours").words == "还剩14小时"


@pytest.mark.parametrize(
    ("met", "words", "colour"),
    [
        (at(25, 15), "已完成", Colour.met),
        (at(25, 16), "已完成（逾期）", Colour.late),
        (at(28), "已完成（逾期1个工作日）", Colour.late),
        (at(15, month=11), "已完成（逾期15个工作日）", Colour.late),
    ],
)
def test_a5_what_was_done_late_stays_late_however_long_ago(met: datetime, words: str, colour: Colour) -> None:
    fact = Fact("办结", "met", 15, "working_days", date(2024, 10, 25), day_end(date(2024, 10, 25)), "final")
    limit = Limit("finish", title="办结", working_days=15, basis="§9")
    for now in (met, at(1, month=12)):
        shown_then = face(fact, limit, load_calendar(), now, met)
        assert (shown_then.words, shown_then.colour) == (words, colour)
