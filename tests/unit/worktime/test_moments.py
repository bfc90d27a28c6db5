"""The log of a clock takes what is lawful, passes over what is repeated, and refuses the rest."""

import json
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.refusals import Refusal
from gongkai.worktime.clock import Moment, MomentKind, append
from gongkai.worktime.days import SHANGHAI
from gongkai.worktime.limit import Limit
from gongkai.worktime.moments import (
    AlreadyPaused,
    AlreadyStarted,
    ClockOver,
    MomentUnfit,
    NotStarted,
    PauseUnlawful,
    in_order,
)

K = MomentKind
START = datetime(2024, 9, 30, 2, tzinfo=UTC)


def log_of(*kinds: MomentKind) -> tuple[Moment, ...]:
    return tuple(Moment(kind, START + timedelta(hours=i)) for i, kind in enumerate(kinds))


def later(kind: MomentKind, days: int = 1, day: date | None = date(2024, 11, 1)) -> Moment:
    return Moment(kind, START + timedelta(days=9), days=days, day=day)


@given(
    st.builds(
        Moment,
        st.sampled_from(list(K)),
        st.builds(
            datetime.fromtimestamp, st.floats(0, 4e9), st.sampled_from([UTC, SHANGHAI, ZoneInfo("Europe/Paris")])
        ),
        st.text(),
        st.text(),
        st.integers(0, 4000),
        st.none() | st.dates(),
    )
)
def test_a5_a_moment_survives_being_stored_as_json(moment: Moment) -> None:
    assert Moment.from_json(json.loads(json.dumps(moment.to_json()))) == moment


@pytest.mark.parametrize(
    ("before", "kind"),
    [
        ((), K.started),
        ((K.started,), K.paused),
        ((K.started, K.paused), K.resumed),
        ((K.started, K.paused), K.extended),
        ((K.started, K.paused), K.met),
        ((K.started,), K.rescheduled),
        ((K.started, K.met), K.restarted),
        ((K.started,), K.cancelled),
    ],
)
def test_a5_a_lawful_moment_is_appended(before: tuple[MomentKind, ...], kind: MomentKind) -> None:
    log = log_of(*before)
    assert append(log, later(kind)) == (*log, later(kind))


@pytest.mark.parametrize(
    ("before", "kind"),
    [
        ((K.started, K.met), K.met),
        ((K.started, K.cancelled), K.met),
        ((K.started, K.met), K.cancelled),
        ((K.started,), K.resumed),
        ((K.started, K.met), K.resumed),
    ],
)
def test_a5_a_late_repetition_is_harmless(before: tuple[MomentKind, ...], kind: MomentKind) -> None:
    log = log_of(*before)
    assert append(log, later(kind)) == log


def test_a5_the_same_moment_is_written_once() -> None:
    log = log_of(K.started, K.paused)
    assert append(log, log[1]) == log


@pytest.mark.parametrize(
    ("before", "kind", "refusal"),
    [
        ((), K.paused, NotStarted),
        ((), K.met, NotStarted),
        ((), K.restarted, NotStarted),
        ((K.started,), K.started, AlreadyStarted),
        ((K.started, K.paused), K.paused, AlreadyPaused),
        ((K.started, K.met), K.paused, ClockOver),
        ((K.started, K.cancelled), K.extended, ClockOver),
        ((K.started, K.met), K.rescheduled, ClockOver),
    ],
)
def test_a5_what_is_not_lawful_is_refused(
    before: tuple[MomentKind, ...], kind: MomentKind, refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        append(log_of(*before), later(kind))


@pytest.mark.parametrize("moment", [later(K.extended, days=0), later(K.rescheduled, day=None)])
def test_a5_an_extension_has_units_and_a_new_date_has_a_day(moment: Moment) -> None:
    with pytest.raises(MomentUnfit):
        append(log_of(K.started), moment)


def test_a4_only_a_limit_that_names_a_pause_can_be_paused() -> None:
    contact = Limit("first_contact", working_days=1)
    answer = Limit("foi_answer", working_days=20, pauses=("third_party",))
    with pytest.raises(PauseUnlawful):
        append(log_of(K.started), later(K.paused), limit=contact)
    assert len(append(log_of(K.started), later(K.paused), limit=answer)) == 2


def test_a5_a_start_written_by_a_machine_whose_clock_is_ahead_still_comes_first() -> None:
    start, met = Moment(K.started, START + timedelta(seconds=1)), Moment(K.met, START)
    log = append([start], met)
    assert in_order(log) == [start, met]


def test_a5_a_moment_needs_its_time_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        Moment(K.started, datetime(2024, 9, 30))  # noqa: DTZ001
