"""Which clock of a ticket leads in the lists."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.clocks.clock import Clock
from gongkai.worktime.calendar import Certainty
from gongkai.worktime.clock import ClockState
from gongkai.worktime.days import SHANGHAI
from ticket_service.ticket.domain.next_deadline import NextDeadlineStatus, next_deadline

RECEIVED = datetime(2024, 9, 30, 10, tzinfo=SHANGHAI)
ENDED = {ClockState.met, ClockState.cancelled}


def clock(
    code: str, days: int, state: ClockState = ClockState.running, certainty: Certainty = Certainty.final
) -> Clock:
    due_at = RECEIVED + timedelta(days=days)
    return Clock(
        subject_id=UUID(int=1),
        code=code,
        cycle=1,
        state=state,
        log=(),
        received_on=RECEIVED.date(),
        started_at=RECEIVED,
        due_on=due_at.date(),
        due_at=due_at,
        certainty=certainty,
        calendar_version="",
        met_at=None,
        on_time=None,
    )


@pytest.mark.parametrize(
    ("clocks", "leads", "stands"),
    [
        ([clock("first_contact", 1), clock("finish", 15)], "first_contact", NextDeadlineStatus.final),
        ([clock("first_contact", 1, ClockState.met), clock("finish", 15)], "finish", NextDeadlineStatus.final),
        (
            [clock("first_contact", 1, ClockState.met), clock("finish", 15, certainty=Certainty.provisional)],
            "finish",
            NextDeadlineStatus.provisional,
        ),
        (
            [clock("first_contact", 30), clock("finish", 15, ClockState.paused)],
            "first_contact",
            NextDeadlineStatus.final,
        ),
        (
            [clock("first_contact", 1, ClockState.met), clock("finish", 15, ClockState.paused)],
            "finish",
            NextDeadlineStatus.paused,
        ),
        (
            [clock("first_contact", 1, ClockState.met), clock("finish", 15, ClockState.met)],
            "finish",
            NextDeadlineStatus.over,
        ),
        (
            [clock("finish", 15, ClockState.met), clock("callback_review", 20)],
            "callback_review",
            NextDeadlineStatus.final,
        ),
    ],
)
def test_b6_the_nearest_clock_that_still_counts_leads(
    clocks: list[Clock], leads: str, stands: NextDeadlineStatus
) -> None:
    found = next_deadline(clocks)
    assert (found.next_clock, found.next_standing) == (leads, stands)


CLOCKS = st.lists(
    st.builds(clock, st.sampled_from(["first_contact", "callback_review", "complaint"]), st.integers(0, 90),
              st.sampled_from(list(ClockState))),
    max_size=4,
)  # fmt: skip


@given(CLOCKS, st.builds(clock, st.just("finish"), st.integers(0, 90), st.sampled_from(list(ClockState))))
def test_b6_nothing_that_runs_is_due_before_the_one_that_leads(others: list[Clock], finish: Clock) -> None:
    clocks = [*others, finish]
    found = next_deadline(clocks)
    running = [one.due_at for one in clocks if one.state is ClockState.running]
    assert (found.next_standing in (NextDeadlineStatus.final, NextDeadlineStatus.provisional)) == bool(running)
    if running:
        assert found.next_due_at == min(running)
    elif all(one.state in ENDED for one in clocks):
        assert found.next_clock == "finish"
