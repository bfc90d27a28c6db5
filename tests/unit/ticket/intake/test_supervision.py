"""督办时限: the hotline wants the report of an order that it watches within a limit of its own (C2)."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations
from random import Random
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.clocks.clock import Clock
from gongkai.worktime.calendar import load_calendar
from gongkai.worktime.clock import ClockState
from tests.examples import examples
from tests.unit.ticket.hotline_model import ORDER, Bureau, K, at
from ticket_service.intake.domain.message import Message, MessageDetails, MessageKind
from ticket_service.ticket.domain.lifecycle import TicketState
from ticket_service.ticket.domain.limits import FINISH_WITHIN, SUPERVISED_WITHIN

CALENDAR = load_calendar()
A_DAY = 24 * 60


def said(kind: MessageKind, minute: int, days: int = 0, request_id: UUID | None = None) -> Message:
    """What the hotline did in a certain minute."""
    return Message(
        id=f"{kind}-{minute}",
        kind=kind,
        order_no="A1",
        occurred_at=at(minute),
        arrived_at=at(minute),
        digest=b"",
        body=b"",
        order=ORDER if kind is K.created else None,
        said=MessageDetails(days=days, request_id=request_id) if days or request_id else None,
    )


def watched(bureau: Bureau) -> Clock | None:
    """The clock of 督办."""
    return bureau.clocks.get((0, SUPERVISED_WITHIN.code))


def told(bureau: Bureau, *messages: Message, minute: int = 60) -> Bureau:
    """The messages come one after another."""
    for message in messages:
        bureau.take(message, at(minute))
    return bureau


def test_c2_supervision_without_a_limit_starts_no_clock() -> None:
    bureau = told(Bureau(CALENDAR), said(K.created, 0), said(K.supervised, 1))
    assert watched(bureau) is None
    assert bureau.ticket
    assert bureau.ticket.case_log.times_supervised == 1


@pytest.mark.parametrize(("late", "due"), [(0, date(2024, 10, 10)), (3 * A_DAY, date(2024, 10, 10))])
def test_c2_the_limit_is_counted_from_the_hotlines_time_however_late_it_comes(late: int, due: date) -> None:
    bureau = told(Bureau(CALENDAR), said(K.created, 0))
    told(bureau, said(K.supervised, 1, days=3), minute=1 + late)
    clock = watched(bureau)
    assert clock
    assert (clock.due_on, clock.fact(SUPERVISED_WITHIN).limit_n) == (due, 3)


@given(
    st.lists(st.tuples(st.integers(0, 12), st.integers(1, 15)), min_size=1, max_size=5),
    st.randoms(use_true_random=False),
)
@settings(max_examples=examples(150))
def test_c2_of_several_limits_the_earliest_end_holds_in_whatever_order_they_come(
    limits: list[tuple[int, int]], shuffle: Random
) -> None:
    messages = [said(K.supervised, day * A_DAY + place + 1, days) for place, (day, days) in enumerate(limits)]
    alone = [watched(told(Bureau(CALENDAR), said(K.created, 0), one, minute=14 * A_DAY)) for one in messages]
    earliest = min(one.due_on for one in alone if one)
    shuffle.shuffle(messages)
    clock = watched(told(Bureau(CALENDAR), said(K.created, 0), *messages, *messages[:1], minute=14 * A_DAY))
    assert clock
    assert (clock.due_on, clock.cycle) == (earliest, 1)


def test_c2_no_order_of_arrival_carries_a_limit_into_another_round() -> None:
    """Said before the hotline took the order back, it is over with it; said after it came back, it counts."""
    request_id = UUID(int=9)
    messages = [
        said(K.supervised, 2, days=2),
        said(K.return_accepted, 3, request_id=request_id),
        said(K.reopened, 4),
        said(K.supervised, 5, days=6),
    ]
    ends = []
    for order in permutations(messages):
        bureau = told(Bureau(CALENDAR), said(K.created, 0))
        bureau.ask_return(request_id, at(1))
        told(bureau, *order)
        assert bureau.ticket
        clock = watched(bureau)
        assert clock
        ends.append((bureau.ticket.state, clock.state, clock.due_on, bureau.ticket.case_log.times_supervised))
    assert set(ends) == {(TicketState.rehandling, ClockState.running, date(2024, 10, 14), 2)}


@pytest.mark.parametrize("messages", list(permutations([said(K.supervised, 1, days=2), said(K.return_accepted, 2)])))
def test_c2_an_order_that_is_the_hotlines_again_owes_no_report(messages: tuple[Message, ...]) -> None:
    bureau = told(Bureau(CALENDAR), said(K.created, 0))
    bureau.ask_return(UUID(int=9), at(0))
    told(bureau, *messages)
    assert not [clock for clock in bureau.clocks.values() if clock.state is ClockState.running]


def test_c2_the_signature_meets_the_limit_and_the_next_round_has_none_until_the_hotline_says_one() -> None:
    bureau = told(Bureau(CALENDAR), said(K.created, 0), said(K.supervised, 1, days=2))
    bureau.finish(at(70))
    clock = watched(bureau)
    assert clock
    assert (clock.state, clock.on_time) == (ClockState.met, True)
    told(bureau, said(K.reopened, 80), minute=80)
    assert watched(bureau) == clock
    told(bureau, said(K.supervised, 81, days=1), minute=81)
    again = watched(bureau)
    assert again
    assert (again.state, again.due_on) == (ClockState.running, date(2024, 10, 8))
    finish = bureau.clocks[0, FINISH_WITHIN.code]
    assert finish.cycle == 2, "no other clock knows of it"


def test_c2_supervision_before_its_order_waits_with_its_limit() -> None:
    first = said(K.supervised, 1, days=3)
    bureau = told(Bureau(CALENDAR), first)
    assert bureau.ticket is None
    told(bureau, replace(said(K.created, 0), arrived_at=at(0) + timedelta(hours=1)))
    clock = watched(bureau)
    assert clock
    assert clock.due_on == date(2024, 10, 10)


def test_c2_a_limit_said_before_the_order_was_taken_back_runs_in_no_order_of_arrival() -> None:
    """Where the end comes first, the limit is overtaken: the clock stays as the round before left it."""
    outcomes = []
    for order in permutations([said(K.reopened, 80), said(K.supervised, 81, days=5), said(K.cancelled, 82)]):
        bureau = told(Bureau(CALENDAR), said(K.created, 0), said(K.supervised, 1, days=2))
        bureau.finish(at(70))
        told(bureau, *order, minute=90)
        clock = watched(bureau)
        assert clock
        assert clock.state in (ClockState.met, ClockState.cancelled)
        outcomes.append(bureau.outcome())
    assert outcomes == outcomes[:1] * 6
    assert outcomes[0]["state"] is TicketState.cancelled
