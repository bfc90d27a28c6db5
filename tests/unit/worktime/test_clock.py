"""A clock replayed: what pausing, extending, restarting and meeting it do to its due day."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gongkai.worktime.calendar import Certainty, WorkCalendar, load_calendar
from gongkai.worktime.clock import ClockState, Moment, MomentKind, append, limit_of_log, replay
from gongkai.worktime.days import SHANGHAI, day_end, day_start, moment, office_day
from gongkai.worktime.explain import explain
from gongkai.worktime.limit import Limit, LimitUnfit, LimitUnit
from gongkai.worktime.moments import MomentUnfit, NotStarted
from gongkai.worktime.notices import Year, bundled_layers, bundled_years
from tests.examples import examples

CALENDAR = load_calendar()
FINISH = Limit("finish", working_days=15, basis="沪市监办发〔2024〕326号 §9")
FOI = Limit("foi_answer", working_days=20, basis="条例 33", pauses=("third_party",))

days = st.dates(date(2019, 2, 1), date(2028, 12, 31))
instants = st.integers(0, 11 * 365 * 86_400).map(lambda seconds: at(date(2019, 1, 1)) + timedelta(seconds=seconds))


def at(day: date, hour: int = 10) -> datetime:
    return moment(day, time(hour))


def started(day: date) -> Moment:
    return Moment(MomentKind.started, at(day))


def happened(kind: MomentKind, on: date, *, days: int = 0, day: date | None = None) -> Moment:
    return Moment(kind, at(on), by="主任", days=days, day=day)


def due(limit: Limit, *log: Moment, now: datetime | None = None) -> date:
    return replay(limit, log, CALENDAR, now or log[-1].at).due_on


@given(instants)
def test_a3_an_instant_falls_on_its_shanghai_day(instant: datetime) -> None:
    day = office_day(instant)
    assert day_start(day) <= instant < day_end(day)
    assert day == instant.astimezone(SHANGHAI).date()


def test_a3_from_midnight_to_eight_the_shanghai_day_is_not_the_utc_day() -> None:
    assert office_day(datetime(2024, 9, 29, 16, tzinfo=UTC)) == date(2024, 9, 30)
    with pytest.raises(ValueError, match="time zone"):
        office_day(datetime(2024, 9, 29, 16))  # noqa: DTZ001


@pytest.mark.parametrize(("before", "on_time"), [(timedelta(microseconds=1), True), (timedelta(), False)])
def test_a3_the_term_ends_at_midnight_in_shanghai(before: timedelta, on_time: bool) -> None:
    end = datetime(2024, 10, 25, 16, tzinfo=UTC)
    reading = replay(FINISH, [started(date(2024, 9, 30)), Moment(MomentKind.met, end - before)], CALENDAR, end)
    assert (reading.due_at, reading.on_time, reading.late) == (end, on_time, not on_time)


def test_a3_the_legal_day_of_receipt_goes_before_the_day_of_arrival() -> None:
    confirmed = Moment(MomentKind.started, at(date(2024, 9, 14)), day=date(2024, 9, 30))
    reading = replay(FINISH, [confirmed], CALENDAR, confirmed.at)
    assert (reading.received_on, reading.due_on) == (date(2024, 9, 30), date(2024, 10, 25))
    assert (reading.days_used, reading.days_left) == (0, 15)


@pytest.mark.parametrize("lengths", [{}, {"working_days": 1, "hours": 2}, {"working_days": 0}, {"hours": 5000}])
def test_a4_a_limit_has_exactly_one_length(lengths: dict[str, int]) -> None:
    with pytest.raises(LimitUnfit):
        Limit("x", **lengths)  # type: ignore[arg-type]


def test_a4_every_unit_says_what_it_counts() -> None:
    limits = [Limit("x", working_days=5), Limit("x", calendar_days=60), Limit("x", hours=24)]
    assert [(limit.unit, limit.n) for limit in limits] == [
        (LimitUnit.working_days, 5),
        (LimitUnit.calendar_days, 60),
        (LimitUnit.hours, 24),
    ]
    assert Limit("x", fixed_date=date(2024, 7, 15)).unit is LimitUnit.fixed_date


def test_a4_a_rule_is_in_force_from_one_day_to_another() -> None:
    limit = Limit("x", working_days=5, valid_from=date(2024, 7, 1), valid_to=date(2025, 12, 31))
    asked = [date(2024, 6, 30), date(2024, 7, 1), date(2025, 12, 31), date(2026, 1, 1)]
    assert [limit.valid_on(day) for day in asked] == [False, True, True, False]


def test_a4_calendar_days_that_end_on_a_rest_day_end_on_the_next_working_day() -> None:
    limit = Limit("review", calendar_days=30)
    log = [started(date(2024, 9, 5))]
    assert due(limit, *log) == date(2024, 10, 8)
    left = [replay(limit, log, CALENDAR, at(date(2024, 10, day))).days_left for day in (4, 5, 8, 9)]
    assert left == [1, 0, 0, -1]


def test_a4_hours_run_from_the_event_through_rest_days() -> None:
    limit = Limit("call_back", hours=24)
    log = [started(date(2024, 9, 30))]
    reading = replay(limit, log, CALENDAR, at(date(2024, 10, 1), hour=8))
    assert (reading.due_at, reading.due_on) == (at(date(2024, 10, 1)), date(2024, 10, 1))
    assert (reading.days_left, reading.days_used, reading.certainty) == (2, 22, Certainty.final)
    assert replay(limit, log, CALENDAR, at(date(2024, 10, 1), hour=12)).days_left == -2


def test_a4_hours_that_end_at_midnight_are_due_on_the_day_that_ends() -> None:
    log = [Moment(MomentKind.started, day_start(date(2024, 9, 30)))]
    assert due(Limit("x", hours=24), *log) == date(2024, 9, 30)


def test_a4_a_pause_stops_the_hours() -> None:
    paused = Moment(MomentKind.paused, at(date(2024, 9, 30), 12))
    resumed = Moment(MomentKind.resumed, at(date(2024, 9, 30), 15))
    reading = replay(Limit("x", hours=24), [started(date(2024, 9, 30)), paused, resumed], CALENDAR, resumed.at)
    assert reading.due_at == at(date(2024, 10, 1), 13)


def test_a4_a_fixed_date_gives_way_to_the_next_working_day_and_does_not_move_by_pausing() -> None:
    limit = Limit("annual_report", fixed_date=date(2026, 1, 31))
    log = [started(date(2026, 1, 5)), happened(MomentKind.paused, date(2026, 1, 6))]
    assert due(limit, *log, happened(MomentKind.resumed, date(2026, 1, 20))) == date(2026, 2, 2)


def test_a5_days_used_and_left_add_up_and_run_negative_when_late() -> None:
    log = [started(date(2024, 9, 30))]
    seen = [date(2024, 9, 30), date(2024, 10, 7), date(2024, 10, 12), date(2024, 10, 25), date(2024, 10, 28)]
    readings = [replay(FINISH, log, CALENDAR, at(day)) for day in seen]
    assert [(reading.days_used, reading.days_left) for reading in readings] == [
        (0, 15),
        (0, 15),
        (5, 10),
        (15, 0),
        (15, -1),
    ]
    assert [reading.late for reading in readings] == [False, False, False, False, True]


@given(days, st.integers(0, 60), st.integers(0, 90))
def test_a5_a_pause_adds_exactly_the_working_days_inside_it(day: date, wait: int, length: int) -> None:
    plain = due(FOI, started(day))
    pause = day + timedelta(days=wait)
    resume = pause + timedelta(days=length)
    paused_due = due(FOI, started(day), happened(MomentKind.paused, pause), happened(MomentKind.resumed, resume))
    inside = CALENDAR.count(pause, resume) if pause < plain else 0
    assert CALENDAR.count(plain, paused_due) == inside


@given(days, st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), max_size=4))
def test_a5_the_due_day_is_the_nth_working_day_outside_all_pauses(day: date, waits: list[tuple[int, int]]) -> None:
    log, frozen, cursor = [started(day)], set[date](), day
    for run, rest in waits:
        pause = cursor + timedelta(days=run)
        cursor = pause + timedelta(days=rest)
        frozen |= {pause + timedelta(days=i) for i in range(1, rest + 1)}
        log += [happened(MomentKind.paused, pause), happened(MomentKind.resumed, cursor)]
    walked = (day + timedelta(days=i) for i in range(1, 400))
    counted = [each for each in walked if CALENDAR.counts(each) and each not in frozen]
    assert due(FOI, *log) == counted[FOI.n - 1]


@given(days, st.integers(1, 19), st.integers(0, 60))
def test_a5_while_paused_the_days_left_stand_still(day: date, used: int, later: int) -> None:
    pause = CALENDAR.add(day, used)
    log = [started(day), happened(MomentKind.paused, pause)]
    now = at(pause + timedelta(days=later))
    reading = replay(FOI, log, CALENDAR, now)
    assert reading.state is ClockState.paused
    assert (reading.days_used, reading.days_left, reading.days_total) == (used, FOI.n - used, FOI.n)
    if_resumed_now = replay(FOI, [*log, Moment(MomentKind.resumed, now)], CALENDAR, now)
    assert reading.due_on == if_resumed_now.due_on


def test_a5_a_pause_after_the_end_revives_nothing() -> None:
    log = [started(date(2024, 9, 30)), happened(MomentKind.paused, date(2024, 10, 28))]
    reading = replay(FINISH, log, CALENDAR, at(date(2024, 11, 4)))
    assert (reading.due_on, reading.late, reading.days_left) == (date(2024, 10, 25), True, -6)


@given(days, st.integers(1, 40))
def test_a5_an_extension_adds_its_units(day: date, n: int) -> None:
    log = [started(day), happened(MomentKind.extended, day, days=n)]
    reading = replay(FOI, log, CALENDAR, at(day))
    assert reading.due_on == CALENDAR.add(day, FOI.n + n)
    assert reading.days_total == FOI.n + n


@given(days, st.integers(1, 30), st.integers(0, 40))
def test_a5_an_extension_after_the_end_makes_nothing_timely_again(day: date, n: int, later: int) -> None:
    plain = replay(FINISH, [started(day)], CALENDAR, at(day))
    granted = plain.due_at + timedelta(days=later)
    extended = Moment(MomentKind.extended, granted, by="主任", days=n)
    reading = replay(FINISH, [started(day), extended], CALENDAR, granted)
    assert (reading.due_on, reading.late, reading.days_left <= 0) == (plain.due_on, True, True)
    just_in_time = replace(extended, at=plain.due_at - timedelta(microseconds=1))
    assert due(FINISH, started(day), just_in_time) == CALENDAR.add(plain.due_on, n)


def test_a5_what_is_granted_during_a_pause_counts_though_the_end_would_have_passed() -> None:
    paused, extended = (
        happened(MomentKind.paused, date(2024, 10, 8)),
        happened(MomentKind.extended, date(2024, 11, 8), days=3),
    )
    resumed = happened(MomentKind.resumed, date(2024, 11, 11))
    plain = due(FINISH, started(date(2024, 9, 30)), paused, resumed)
    assert due(FINISH, started(date(2024, 9, 30)), paused, extended, resumed) == CALENDAR.add(plain, 3)


def test_a5_a_rescheduled_clock_is_due_on_that_very_day() -> None:
    log = [started(date(2024, 9, 2)), happened(MomentKind.rescheduled, date(2024, 9, 3), day=date(2024, 10, 5))]
    assert due(FINISH, *log) == date(2024, 10, 5)
    assert due(Limit("x", calendar_days=3), *log) == date(2024, 10, 5)
    assert replay(Limit("x", hours=3), log, CALENDAR, log[-1].at).due_at == day_end(date(2024, 10, 5))
    assert due(FINISH, *log, happened(MomentKind.extended, date(2024, 9, 4), days=1)) == date(2024, 10, 8)


@given(days, st.integers(0, 200), st.integers(1, 30))
def test_a5_a_restarted_clock_counts_like_a_new_one(day: date, wait: int, extra: int) -> None:
    anew = day + timedelta(days=wait)
    before = [started(day), happened(MomentKind.extended, day, days=extra), happened(MomentKind.paused, day)]
    again = replay(FOI, [*before, happened(MomentKind.restarted, anew)], CALENDAR, at(anew))
    fresh = replay(FOI, [started(anew)], CALENDAR, at(anew))
    assert (again.cycle, again.state, again.due_on) == (2, ClockState.running, fresh.due_on)


@given(days, st.integers(0, 60), st.integers(0, 300))
def test_a5_a_met_clock_stands_still(day: date, wait: int, later: int) -> None:
    met = happened(MomentKind.met, day + timedelta(days=wait))
    first = replay(FOI, [started(day), met], CALENDAR, met.at)
    after = [happened(kind, met.legal_day + timedelta(days=1), days=3) for kind in MomentKind if kind != "restarted"]
    last = replay(FOI, [started(day), met, *after], CALENDAR, met.at + timedelta(days=later))
    assert first == last
    assert first.on_time is (met.at < first.due_at)


def test_a5_meeting_a_paused_clock_ends_the_pause() -> None:
    log = [started(date(2024, 9, 30)), happened(MomentKind.paused, date(2024, 10, 9))]
    reading = replay(FOI, [*log, happened(MomentKind.met, date(2024, 12, 30))], CALENDAR, at(date(2025, 1, 6)))
    assert (reading.state, reading.on_time, reading.days_used) == (ClockState.met, True, 2)


def test_a5_a_cancelled_clock_is_never_late() -> None:
    log = [started(date(2024, 9, 30)), happened(MomentKind.cancelled, date(2024, 12, 2))]
    reading = replay(FINISH, log, CALENDAR, at(date(2025, 1, 6)))
    assert (reading.state, reading.on_time, reading.met_at, reading.late) == (ClockState.cancelled, None, None, False)


kinds = st.sampled_from(list(MomentKind))
logs = st.lists(
    st.builds(Moment, kinds, instants, days=st.integers(-3, 30), day=st.none() | days), min_size=1, max_size=12
)


@given(logs, instants)
def test_a5_no_stored_log_is_too_odd_to_read(log: list[Moment], now: datetime) -> None:
    assume(any(moment.kind in ("started", "restarted") for moment in log))
    for limit in (FOI, Limit("c", calendar_days=30), Limit("h", hours=9), Limit("f", fixed_date=date(2024, 7, 15))):
        reading = replay(limit, log, CALENDAR, now)
        assert 0 <= reading.days_used <= reading.days_total


@given(logs, instants, st.randoms(use_true_random=False))
@settings(max_examples=examples(50))
def test_a5_the_log_is_read_by_time_whatever_the_order_of_the_rows(
    log: list[Moment], now: datetime, random: Random
) -> None:
    assume(any(moment.kind in ("started", "restarted") for moment in log))
    assume(len({moment.at for moment in log}) == len(log))
    shuffled = list(log)
    random.shuffle(shuffled)
    assert replay(FOI, shuffled, CALENDAR, now) == replay(FOI, log, CALENDAR, now)


def test_a4_a_start_may_say_how_long_the_limit_is_and_a_hastened_clock_is_counted_anew_in_its_cycle() -> None:
    first = Moment(MomentKind.started, at(date(2024, 9, 30)), days=5)
    assert due(FINISH, first) == date(2024, 10, 12)
    hastened = happened(MomentKind.hastened, date(2024, 10, 8), days=2)
    reading = replay(FINISH, [first, hastened], CALENDAR, hastened.at)
    assert (reading.due_on, reading.days_total, reading.cycle) == (date(2024, 10, 10), 2, 1)
    assert limit_of_log([first, hastened], FINISH).n == 2
    assert explain(FINISH, [first], CALENDAR, first.at).to_json()["working_days"] == 5
    with pytest.raises(MomentUnfit):
        append([first], replace(hastened, days=0))


def test_a5_a_log_without_a_start_is_no_clock() -> None:
    with pytest.raises(NotStarted):
        replay(FOI, [happened(MomentKind.met, date(2024, 9, 30))], CALENDAR, at(date(2024, 9, 30)))


def test_a2_a_due_day_in_the_unannounced_year_is_provisional_until_the_year_is_loaded() -> None:
    log = [started(date(2026, 12, 14))]
    reading = replay(FINISH, log, CALENDAR, log[0].at)
    assert (reading.due_on, reading.certainty) == (date(2027, 1, 4), Certainty.provisional)
    assert reading.calendar_version == CALENDAR.version
    new_year = {"name": "元旦", "off": ["2027-01-01", "2027-01-02", "2027-01-03"]}
    loaded = Year.read({"year": 2027, "notice": "某号", "issued": "2026-11-25", "breaks": [new_year]})
    known = WorkCalendar([*bundled_years(), loaded], bundled_layers())
    reading = replay(FINISH, log, known, log[0].at)
    assert (reading.due_on, reading.certainty) == (date(2027, 1, 5), Certainty.final)


def test_a2_a_decided_day_and_hours_are_final_without_any_calendar() -> None:
    log = [started(date(2027, 12, 14))]
    decided = happened(MomentKind.rescheduled, date(2027, 12, 15), day=date(2027, 12, 31))
    assert replay(Limit("x", hours=2), log, CALENDAR, log[0].at).certainty is Certainty.final
    assert replay(FINISH, [*log, decided], CALENDAR, log[0].at).certainty is Certainty.final
    assert replay(Limit("x", calendar_days=2), log, CALENDAR, log[0].at).certainty is Certainty.provisional
