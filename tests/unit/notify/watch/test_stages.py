"""When people are warned: by hand for the notice's limits, and for any limit by properties."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.worktime.calendar import WorkCalendar, load_calendar
from gongkai.worktime.days import SHANGHAI, day_end, day_start, moment, office_day
from notify_service.watch.domain import Schedule, ScheduleUnfit, Watch, kind_of, plan, stages
from notify_service.watch.store.schedule import load_schedule
from tests.examples import examples

SCHEDULE = load_schedule()
CALENDAR = load_calendar()


def watch(
    received: date,
    n: int,
    *,
    unit: str = "working_days",
    due: date | None = None,
    at: time = time(10, 0),
    state: str = "running",
) -> Watch:
    due_on, certainty = CALENDAR.due(received, n) if due is None else (due, CALENDAR.certainty(due))
    return Watch(
        subject_id=UUID(int=1),
        clock="finish",
        cycle=1,
        title="办结",
        service="ticket",
        ref="ZX-1",
        unit="food",
        desk_path="/desk/tickets/1",
        state=state,
        limit_n=n,
        limit_unit=unit,
        received_on=received,
        started_at=moment(received, at),
        due_on=due_on,
        due_at=day_end(due_on),
        certainty=certainty,
        calendar_version=CALENDAR.version,
    )


def told(one: Watch) -> list[tuple[str, str]]:
    return [(each.stage, f"{each.due_at.astimezone(SHANGHAI):%m-%d %H:%M}") for each in stages(one, CALENDAR, SCHEDULE)]


def test_b1_fifteen_working_days_before_the_national_day_week() -> None:
    assert told(watch(date(2024, 9, 30), 15)) == [
        ("left_5", "10-18 09:00"),
        ("left_2", "10-23 09:00"),
        ("left_1", "10-24 09:00"),
        ("due_day", "10-25 09:00"),
        ("overdue_1", "10-28 09:00"),
    ]


def test_b1_one_working_day_is_told_three_times_on_its_day() -> None:
    assert told(watch(date(2024, 9, 30), 1)) == [
        ("due_day", "10-08 09:00"),
        ("due_day_10", "10-08 10:00"),
        ("due_day_15", "10-08 15:00"),
        ("overdue_1", "10-09 09:00"),
    ]


def test_b1_a_worked_sunday_is_a_day_for_warnings() -> None:
    assert told(watch(date(2024, 4, 3), 1))[0] == ("due_day", "04-07 09:00")
    assert told(watch(date(2024, 4, 1), 3)) == [
        ("left_1", "04-03 09:00"),
        ("due_day", "04-07 09:00"),
        ("overdue_1", "04-08 09:00"),
    ]


@pytest.mark.parametrize(
    ("n", "left"), [(1, []), (3, [1]), (5, [2, 1]), (10, [3, 1]), (15, [5, 2, 1]), (20, [5, 2, 1])]
)
def test_b1_every_limit_has_its_stages(n: int, left: list[int]) -> None:
    codes = [each.stage for each in stages(watch(date(2025, 3, 3), n), CALENDAR, SCHEDULE)]
    assert [code for code in codes if code.startswith("left_")] == [f"left_{k}" for k in left]
    assert {"due_day", "overdue_1"} <= set(codes)


def test_b1_a_fixed_date_is_told_ten_five_and_one_working_days_before() -> None:
    one = watch(date(2024, 5, 6), 0, unit="fixed_date", due=date(2024, 7, 15))
    assert told(one) == [
        ("left_10", "07-01 09:00"),
        ("left_5", "07-08 09:00"),
        ("left_1", "07-12 09:00"),
        ("due_day", "07-15 09:00"),
        ("overdue_1", "07-16 09:00"),
    ]


def test_b1_an_hour_limit_that_ends_on_a_rest_day_is_told_on_the_working_day_before() -> None:
    one = watch(date(2024, 10, 31), 48, unit="hours", due=date(2024, 11, 2))
    assert told(one) == [("due_day", "11-01 09:00"), ("overdue_1", "11-04 09:00")]


def test_b1_a_provisional_due_day_is_warned_of_too() -> None:
    one = watch(date(2026, 12, 14), 15)
    assert one.provisional
    assert [stage for stage, _ in told(one)] == ["left_5", "left_2", "left_1", "due_day", "overdue_1"]


RECEIVED = st.dates(date(2019, 1, 1), date(2027, 12, 31))
NOW = st.integers(1_546_300_800, 1_861_920_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
LIMITS = st.sampled_from([1, 2, 3, 4, 5, 7, 10, 15, 20, 30])


@given(RECEIVED, LIMITS, st.sampled_from(["working_days", "calendar_days", "fixed_date", "hours"]))
def test_b1_no_stage_falls_on_a_rest_day_or_at_night(received: date, n: int, unit: str) -> None:
    due = None if unit == "working_days" else received + timedelta(days=n)
    planned = stages(watch(received, n, unit=unit, due=due), CALENDAR, SCHEDULE)
    assert all(SCHEDULE.is_open(each.due_at, CALENDAR) for each in planned)


@given(RECEIVED, LIMITS)
def test_b1_stages_come_in_order_and_once(received: date, n: int) -> None:
    planned = stages(watch(received, n), CALENDAR, SCHEDULE)
    assert len({each.stage for each in planned}) == len(planned)
    assert [each.due_at for each in planned] == sorted({each.due_at for each in planned})


@given(RECEIVED, LIMITS)
def test_b1_left_means_so_many_working_days(received: date, n: int) -> None:
    one = watch(received, n)
    for each in stages(one, CALENDAR, SCHEDULE):
        kind, _, number = each.stage.partition("_")
        if kind == "left":
            assert CALENDAR.count(office_day(each.due_at), one.due_on) == int(number)


@given(RECEIVED, LIMITS, NOW)
def test_b2_whoever_learns_late_gets_one_stage_and_those_to_come(received: date, n: int, now: datetime) -> None:
    one = watch(received, n)
    planned = plan(one, CALENDAR, SCHEDULE, now)
    assert sum(each.due_at <= now for each in planned) <= 1
    assert planned == sorted(planned, key=lambda each: each.due_at)
    assert planned[-1].due_at > now
    assert kind_of(planned[-1].stage) == "overdue"


@given(RECEIVED, LIMITS, st.integers(0, 400))
@settings(max_examples=examples(200))
def test_b1_overdue_is_told_every_working_day(received: date, n: int, days: int) -> None:
    one = watch(received, n)
    now = moment(one.due_on + timedelta(days=days), time(12, 0))
    today = office_day(now)
    first, *_ = plan(one, CALENDAR, SCHEDULE, now)
    late = CALENDAR.count(one.due_on, today)
    assert first.stage == (f"overdue_{late}" if late else _stage_of_due_day(n, noon=days == 0))


def _stage_of_due_day(n: int, *, noon: bool) -> str:
    """The last one passed: at noon of that day, or on the rest days after it."""
    if n >= 3:
        return "due_day"
    return "due_day_10" if noon else "due_day_15"


@pytest.mark.parametrize("state", ["paused", "met", "cancelled"])
def test_b2_nothing_is_planned_for_a_clock_that_does_not_run(state: str) -> None:
    assert plan(watch(date(2024, 9, 30), 15, state=state), CALENDAR, SCHEDULE, moment(date(2024, 10, 1))) == []


def test_b2_a_clock_told_of_after_three_weeks_is_warned_of_once() -> None:
    planned = plan(watch(date(2024, 9, 30), 15), CALENDAR, SCHEDULE, moment(date(2024, 10, 23), time(23, 0)))
    assert [each.stage for each in planned] == ["left_2", "left_1", "due_day", "overdue_1"]


def test_b1_stages_before_the_start_never_were() -> None:
    one = watch(date(2024, 7, 10), 0, unit="fixed_date", due=date(2024, 7, 15))
    assert [each.stage for each in stages(one, CALENDAR, SCHEDULE)] == ["left_1", "due_day", "overdue_1"]


@pytest.mark.parametrize(
    ("day", "at", "is_open"),
    [
        (date(2024, 10, 12), time(9, 0), True),  # make-up Saturday
        (date(2024, 10, 13), time(10, 0), False),  # Sunday
        (date(2024, 10, 1), time(10, 0), False),  # National Day
        (date(2024, 10, 8), time(8, 59), False),
        (date(2024, 10, 8), time(17, 30), False),
    ],
)
def test_b1_warnings_are_given_in_working_time_only(calendar: WorkCalendar, day: date, at: time, is_open: bool) -> None:
    assert SCHEDULE.is_open(moment(day, at), calendar) is is_open


def test_b1_a_schedule_with_a_stage_at_night_is_refused() -> None:
    data = {
        "office": {"opens": time(9), "closes": time(17)},
        "every": {"due_day": time(9), "overdue": time(9)},
        "limit": [{"unit": "working_days", "from": 1, "left": [], "due_day": [time(20)]}],
    }
    with pytest.raises(ScheduleUnfit):
        Schedule.read(data)


def test_b1_a_day_begins_in_shanghai() -> None:
    assert SCHEDULE.is_open(day_start(date(2024, 10, 8)) + timedelta(hours=9), CALENDAR)
