"""The list at the desk: its groups cover the course, its colours are the ones that the pages show."""

from datetime import datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from gongkai.clocks.clock import Clock
from gongkai.desk.clock_face import Colour, edges, face
from gongkai.worktime.calendar import load_calendar
from gongkai.worktime.days import SHANGHAI
from gongkai.worktime.limit import Limit
from ticket_service.casework.domain.worklist import STATES, ColourEdge, WorklistGroup
from ticket_service.casework.domain.worklist import edges as together
from ticket_service.ticket.domain.lifecycle import DONE, OPEN, TicketState
from ticket_service.ticket.domain.statutory import LIMITS

CALENDAR = load_calendar()
BEGIN = datetime(2024, 1, 1, tzinfo=SHANGHAI)
MOMENTS = st.timedeltas(timedelta(), timedelta(days=880)).map(lambda passed: BEGIN + passed)


def test_f6_every_state_stands_in_one_group() -> None:
    parts = [
        state
        for group in (WorklistGroup.to_contact, WorklistGroup.in_hand, WorklistGroup.to_sign)
        for state in STATES[group]
    ]
    assert sorted(parts) == sorted(OPEN)
    ends = [state for group in (WorklistGroup.done, WorklistGroup.archived) for state in STATES[group]]
    assert sorted(ends) == sorted(DONE)
    assert sorted([*parts, *ends, *STATES[WorklistGroup.back]]) == sorted(TicketState)


def test_f6_limits_with_the_same_edges_are_asked_for_together() -> None:
    early, late = datetime(2024, 10, 1, tzinfo=SHANGHAI), datetime(2024, 10, 2, tzinfo=SHANGHAI)
    one, two = Limit("one", working_days=15), Limit("two", working_days=15)
    assert together([(one, early, late), (two, early, late)]) == (
        ColourEdge(codes=("one", "two"), red_until=early, yellow_until=late),
    )


@given(MOMENTS, st.sampled_from(LIMITS), st.timedeltas(timedelta(days=-3), timedelta(days=40)))
def test_b6_a_list_asks_for_the_colour_that_the_page_shows(started: datetime, limit: Limit, later: timedelta) -> None:
    clock, now = Clock.started(UUID(int=1), limit, started, CALENDAR), started + later
    shown = face(clock, limit, CALENDAR, now).colour
    red_until, yellow_until = edges(limit, CALENDAR, now)
    if clock.due_at <= now:
        asked = Colour.overdue
    elif clock.due_at <= red_until:
        asked = Colour.red
    elif clock.due_at <= yellow_until:
        asked = Colour.yellow
    else:
        asked = Colour.provisional if clock.certainty == "provisional" else Colour.green
    assert shown == asked
