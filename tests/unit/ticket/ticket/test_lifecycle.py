"""The one table of a ticket's course: it contradicts itself nowhere, and nobody stands where nothing leads."""

from dataclasses import replace

import pytest

from gongkai.actor import Role
from ticket_service.intake.domain.apply_message import RULES
from ticket_service.intake.domain.message import MessageKind
from ticket_service.ticket.domain.handling_rules import handling_rules
from ticket_service.ticket.domain.lifecycle import (
    DONE,
    MOVES,
    OPEN,
    TABLE,
    Act,
    NotNow,
    Party,
    TicketClosed,
    TicketState,
    move_of,
    roles,
)
from ticket_service.ticket.domain.lifecycle_drawing import lifecycle_page
from ticket_service.ticket.domain.ticket import Ticket


def test_c2_every_state_is_reached_and_only_the_hotlines_end_is_one() -> None:
    reached = {move.to for move in TABLE if move.to}
    assert reached == set(TicketState)
    leads_on = {state for move in TABLE if move.to for state in move.at}
    assert set(TicketState) - leads_on == {TicketState.cancelled}
    assert set(OPEN).isdisjoint(DONE)


def test_c2_every_kind_of_message_has_its_rule() -> None:
    assert set(RULES) == set(MessageKind) - {MessageKind.created}


def test_c2_every_act_has_its_row() -> None:
    assert set(Act) - set(MOVES) == {Act.overtaken, Act.other}


def test_c4_who_may_act_is_said_once() -> None:
    assert roles(Act.extension_granted) == (Role.office,)
    assert roles(Act.return_requested) == (Role.clerk, Role.head, Role.office)
    assert roles(Act.cancelled) == ()
    assert all(move.by for move in TABLE)
    assert {party.value for party in Party} - {"hotline", "service"} <= {role.value for role in Role}


def test_c2_a_row_that_stays_says_so() -> None:
    staying = move_of(Act.urged, TicketState.handling)
    assert staying is not None
    assert staying.to is None


@pytest.mark.parametrize("state", [TicketState.cancelled, TicketState.returned, TicketState.finished])
def test_c2_what_is_over_takes_no_act_of_the_unit(ticket: Ticket, state: TicketState) -> None:
    with pytest.raises(TicketClosed):
        replace(ticket, state=state).sign()


def test_c2_an_act_out_of_turn_is_refused_in_words(ticket: Ticket) -> None:
    with pytest.raises(NotNow, match="签收"):
        ticket.sign().sign()


def test_c4_pause_and_extension_rules_are_data_that_cite_what_they_rest_on() -> None:
    assert handling_rules().extension.days == 15
    assert {"inspection", "force_majeure"} <= set(handling_rules().pauses)
    assert all(rule.basis and rule.title for rule in handling_rules().pauses.values())


def test_c2_the_drawing_shows_every_act_and_every_state_of_the_table() -> None:
    page = lifecycle_page()
    assert not [act for act in Act if act is not Act.other and f"`{act.value}`" not in page]
    drawn = page.partition("```mermaid")[2].partition("```")[0]
    assert not [state for state in TicketState if state.value not in drawn]
    for move in TABLE:
        arrows = [f"{state} --> {move.to}:" for state in move.at if move.to and state is not move.to]
        assert not [arrow for arrow in arrows if arrow not in drawn]
        assert not [need for need in move.needs if need.told not in page]
