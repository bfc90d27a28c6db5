"""Re-assignment and objection: whatever units and office do, one objection waits at most, and none too often."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.ticket.known import BEFORE_THE_WEEK, CLERK
from ticket_service.routing.domain import (
    assign,
    object_to_dispatch,
    refuse_objection,
)
from ticket_service.ticket.domain.handling_rules import handling_rules
from ticket_service.ticket.domain.lifecycle import Act, TicketClosed, TicketState, is_possible, move_of
from ticket_service.ticket.domain.needs.need import ActContext
from ticket_service.ticket.domain.needs.of_unit import (
    NoObjection,
    ObjectedTooOften,
    ObjectionPending,
    ObjectionUnfit,
)
from ticket_service.ticket.domain.readers import case_log_for
from ticket_service.ticket.domain.ticket import SameUnit, Ticket
from ticket_service.ticket.values.case_log import Assignment, Objection, RequestState

AT: Final = BEFORE_THE_WEEK + timedelta(hours=1)
UNITS: Final = ("pudong", "huangpu")


def objection(ticket: Ticket, number: int = 1, **changed: Any) -> Objection:
    made = Objection(id=UUID(int=number), at=AT, by=CLERK, unit=ticket.unit, reason="不在我区。")
    return replace(made, **changed)


def moved(ticket: Ticket, to: str) -> Assignment:
    return Assignment(unit_from=ticket.unit, unit_to=to, at=AT, by=CLERK, reason="在那里。")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["object", "refuse", "pudong", "huangpu"]), max_size=14))
def test_c3_whatever_is_said_the_objections_stay_in_order(ticket: Ticket, acts: list[str]) -> None:
    """An oracle that only counts: refusals since ever by unit, and whether one waits."""
    kept, waits, refused = ticket, False, dict.fromkeys(UNITS, 0)
    for number, act in enumerate(acts):
        before, unit = ticket, ticket.unit
        if act == "object":
            allowed = not waits and refused[unit] <= handling_rules().objection.times
            assert is_possible(Act.objected, ticket, ActContext(unit=unit)) is allowed
            if allowed:
                ticket = object_to_dispatch(ticket, objection(ticket, number)).ticket
                waits = True
            else:
                with pytest.raises(ObjectionPending if waits else ObjectedTooOften):
                    object_to_dispatch(ticket, objection(ticket, number))
        elif act == "refuse":
            if waits:
                ticket = refuse_objection(ticket, "温时序", "请照办。", AT).ticket
                refused[unit] += 1
                waits = False
            else:
                with pytest.raises(NoObjection):
                    refuse_objection(ticket, "温时序", "请照办。", AT)
        elif act == unit:
            with pytest.raises(SameUnit):
                assign(ticket, moved(ticket, act))
        else:
            ticket = assign(ticket, moved(ticket, act)).ticket
            waits = False
        assert (ticket.case_log.pending_objection is not None) is waits
        assert ticket.version - before.version == (ticket != before)
        assert ticket.state is kept.state
        assert ticket.finish_due_at == kept.finish_due_at
    states = [one.state for one in ticket.case_log.objections]
    assert RequestState.pending not in states[:-1]
    assert states.count(RequestState.refused) == sum(refused.values())
    path = [kept.unit, *(one.unit_to for one in ticket.case_log.assignments)]
    assert path == [*(one.unit_from for one in ticket.case_log.assignments), ticket.unit]


def test_c3_an_objection_is_the_unit_s_own_and_names_another(ticket: Ticket) -> None:
    with pytest.raises(ObjectionUnfit):
        object_to_dispatch(ticket, objection(ticket, unit="huangpu"))
    with pytest.raises(ObjectionUnfit) as refused:
        object_to_dispatch(ticket, objection(ticket, proposed_unit=ticket.unit))
    assert [point.pointer for point in refused.value.points] == ["/proposed_unit"]


@pytest.mark.parametrize("state", list(TicketState))
def test_c3_an_objection_is_for_open_tickets(ticket: Ticket, state: TicketState) -> None:
    stands = replace(ticket, state=state)
    if move_of(Act.objected, state):
        assert stands.is_open
        assert object_to_dispatch(stands, objection(stands)).ticket.state is state
    else:
        assert not stands.is_open
        with pytest.raises(TicketClosed):
            object_to_dispatch(stands, objection(stands))


def test_c3_what_was_said_is_masked_for_other_units(ticket: Ticket) -> None:
    after = object_to_dispatch(ticket, objection(ticket, reason="甄有问说在黄浦。")).ticket
    after = refuse_objection(after, "温时序", "甄有问在浦东。", AT).ticket
    after = assign(after, replace(moved(after, "huangpu"), reason="甄有问又说在黄浦。")).ticket
    for unit, shown in (("huangpu", True), ("pudong", False)):
        told = repr(case_log_for(after, unit).objections) + repr(case_log_for(after, unit).assignments)
        assert ("甄有问" in told) is shown
