"""The calendar against independent oracles, the papers, and its own arithmetic."""

from datetime import date, timedelta

import chinese_calendar
import holidays
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.worktime.calendar import BeyondCalendar, Certainty, WorkCalendar, Working, load_calendar
from gongkai.worktime.notices import bundled_years
from tests.examples import examples

CALENDAR = load_calendar()
NATIONAL = WorkCalendar(bundled_years())
FIRST, LAST = date(2019, 1, 1), date(2026, 12, 31)
DAYS = [FIRST + timedelta(days=i) for i in range((LAST - FIRST).days + 1)]
MOVED_BY_SHANGHAI = {
    date(2019, 11, 2): True,
    date(2019, 11, 4): False,
    date(2019, 11, 5): False,
    date(2019, 11, 9): True,
}

days = st.dates(date(2015, 1, 1), date(2032, 12, 31))
steps = st.integers(1, 900)


def test_a1_every_day_agrees_with_chinesecalendar() -> None:
    assert [day for day in DAYS if NATIONAL.counts(day) != chinese_calendar.is_workday(day)] == []


def test_a1_every_day_agrees_with_holidays() -> None:
    china = holidays.country_holidays("CN", years=range(2019, 2027))
    assert [day for day in DAYS if NATIONAL.counts(day) != china.is_working_day(day)] == []


def test_a1_shanghai_differs_from_the_nation_on_its_four_days_only() -> None:
    moved = {day: CALENDAR.counts(day) for day in DAYS if CALENDAR.counts(day) != NATIONAL.counts(day)}
    assert moved == MOVED_BY_SHANGHAI
    assert {CALENDAR.fact(day).reason for day in moved} == {"local_off", "local_make_up"}
    assert all(CALENDAR.fact(day).source and CALENDAR.fact(day).name for day in moved)


def test_a1_working_days_of_each_year() -> None:
    counts = [CALENDAR.count(date(year - 1, 12, 31), date(year, 12, 31)) for year in range(2019, 2027)]
    assert counts == [250, 249, 250, 249, 249, 251, 248, 248]


@pytest.mark.parametrize(
    ("day", "reason", "name", "source"),
    [
        (date(2024, 10, 1), "holiday", "国庆节", "国办发明电〔2023〕7号"),
        (date(2024, 10, 5), "holiday", "国庆节", "国办发明电〔2023〕7号"),
        (date(2024, 10, 12), "make_up_day", "国庆节", "国办发明电〔2023〕7号"),
        (date(2024, 2, 9), "working_day", "", ""),
        (date(2024, 10, 13), "weekend", "", ""),
        (date(2022, 12, 31), "holiday", "元旦", "国办发明电〔2022〕16号"),
        (date(2019, 5, 2), "holiday", "劳动节", "国办发明电〔2019〕3号"),
        (date(2019, 4, 28), "make_up_day", "劳动节", "国办发明电〔2019〕3号"),
        (date(2020, 1, 30), "holiday", "春节", "国办发明电〔2019〕16号"),
        (date(2020, 1, 31), "holiday", "春节", "国办发明电〔2020〕1号"),
        (date(2020, 2, 1), "holiday", "春节", "国办发明电〔2020〕1号"),
        (date(2027, 1, 1), "unannounced", "", ""),
    ],
)
def test_a1_each_day_names_the_notice_that_set_it(day: date, reason: str, name: str, source: str) -> None:
    fact = CALENDAR.fact(day)
    assert (fact.reason, fact.name, fact.source) == (reason, name, source)


def test_a1_every_day_off_and_make_up_day_has_a_notice() -> None:
    facts = [CALENDAR.fact(day) for day in DAYS]
    assert all(fact.source for fact in facts if fact.reason not in ("working_day", "weekend"))
    assert all(fact.counts == CALENDAR.counts(fact.day) for fact in facts)


@pytest.mark.parametrize(
    ("day", "answer"),
    [
        (date(2024, 10, 12), Working.yes),
        (date(2024, 10, 1), Working.no),
        (date(2026, 12, 31), Working.yes),
        (date(2027, 1, 1), Working.unknown),
        (date(2027, 1, 2), Working.unknown),
        (date(2018, 12, 31), Working.unknown),
    ],
)
def test_a2_working_has_three_answers(day: date, answer: Working) -> None:
    assert CALENDAR.is_working(day) is answer


def test_a2_unannounced_days_are_guessed_as_plain_weeks() -> None:
    guessed = [date(2027, 1, 1) + timedelta(days=i) for i in range(400)]
    assert [CALENDAR.counts(day) for day in guessed] == [day.weekday() < 5 for day in guessed]
    assert {CALENDAR.certainty(day) for day in guessed} == {Certainty.provisional}
    assert CALENDAR.certainty(LAST) is Certainty.final


@pytest.mark.parametrize(
    ("limit", "last"),
    [
        (1, date(2026, 12, 30)),
        (3, date(2026, 12, 28)),
        (5, date(2026, 12, 24)),
        (7, date(2026, 12, 22)),
        (10, date(2026, 12, 17)),
        (15, date(2026, 12, 10)),
        (20, date(2026, 12, 3)),
        (40, date(2026, 11, 5)),
    ],
)
def test_a2_last_receipt_day_whose_due_day_is_final(limit: int, last: date) -> None:
    assert CALENDAR.due(last, limit)[1] is Certainty.final
    assert CALENDAR.due(last + timedelta(days=1), limit)[1] is Certainty.provisional


def test_a2_a_term_that_began_before_the_announced_years_is_provisional() -> None:
    assert CALENDAR.due(date(2018, 12, 31), 5)[1] is Certainty.final
    assert CALENDAR.due(date(2018, 12, 28), 5)[1] is Certainty.provisional


@pytest.mark.parametrize(
    ("received", "n", "due"),
    [
        (date(2024, 7, 8), 1, date(2024, 7, 9)),
        (date(2024, 7, 8), 15, date(2024, 7, 29)),
        (date(2024, 4, 3), 1, date(2024, 4, 7)),
        (date(2024, 9, 13), 1, date(2024, 9, 14)),
        (date(2024, 9, 30), 1, date(2024, 10, 8)),
        (date(2024, 9, 30), 5, date(2024, 10, 12)),
        (date(2024, 9, 30), 15, date(2024, 10, 25)),
        (date(2026, 9, 18), 5, date(2026, 9, 24)),
        (date(2019, 11, 1), 1, date(2019, 11, 2)),
        (date(2019, 11, 1), 2, date(2019, 11, 6)),
        (date(2019, 11, 8), 1, date(2019, 11, 9)),
    ],
)
def test_a3_receipt_day_does_not_count(received: date, n: int, due: date) -> None:
    assert CALENDAR.due(received, n) == (due, Certainty.final)


@pytest.mark.parametrize("received", [date(2024, 10, 1), date(2024, 10, 5), date(2024, 10, 7)])
def test_a3_received_on_a_rest_day_the_next_working_day_is_day_one(received: date) -> None:
    assert CALENDAR.due(received, 1)[0] == date(2024, 10, 8)


def test_a3_a_term_into_the_unannounced_year() -> None:
    assert CALENDAR.due(date(2026, 12, 14), 15) == (date(2027, 1, 4), Certainty.provisional)


@given(days, steps)
def test_a3_adding_and_counting_are_inverse(day: date, n: int) -> None:
    forward, back = CALENDAR.add(day, n), CALENDAR.add(day, -n)
    assert CALENDAR.counts(forward)
    assert CALENDAR.count(day, forward) == n
    assert CALENDAR.counts(back)
    assert CALENDAR.count(back - timedelta(days=1), day - timedelta(days=1)) == n
    assert CALENDAR.add(day, 0) == day


@given(days, days)
def test_a3_counting_is_the_walk_over_the_days(a: date, b: date) -> None:
    a, b = min(a, b), min(max(a, b), min(a, b) + timedelta(days=400))
    walked = [a + timedelta(days=i) for i in range(1, (b - a).days + 1)]
    assert CALENDAR.count(a, b) == sum(CALENDAR.counts(day) for day in walked) == -CALENDAR.count(b, a)


@given(days, steps, steps)
@settings(max_examples=examples(50))
def test_a3_two_steps_are_one_long_step(day: date, n: int, m: int) -> None:
    assert CALENDAR.add(CALENDAR.add(day, n), m) == CALENDAR.add(day, n + m)


def test_a3_adding_runs_past_the_end_and_refuses_beyond_the_years_there_are() -> None:
    far = CALENDAR.add(date(2024, 1, 1), 10_000)
    assert CALENDAR.count(date(2024, 1, 1), far) == 10_000
    with pytest.raises(BeyondCalendar):
        CALENDAR.add(date(2024, 1, 1), 10_000_000)
    with pytest.raises(BeyondCalendar):
        CALENDAR.add(date(2024, 1, 1), -10_000_000)
