"""First contact: what counts as having got in touch."""

from collections.abc import Callable

import pytest

from ticket_service.ticket.domain.lifecycle import TicketState
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.values.contact import AttemptUnfit, ContactAttempt, ContactOutcome, contacted_at

Attempt = Callable[..., ContactAttempt]


def test_c4_reaching_the_citizen_is_contact(attempt: Attempt) -> None:
    assert contacted_at([attempt(5, ContactOutcome.not_answered), attempt(6)]) == attempt(6).at


def test_c4_two_tries_in_vain_are_no_contact(attempt: Attempt) -> None:
    assert contacted_at([attempt(0, ContactOutcome.not_answered), attempt(600, ContactOutcome.switched_off)]) is None


def test_c4_the_third_try_at_a_different_time_counts_as_contact(attempt: Attempt) -> None:
    tries = [attempt(minutes, ContactOutcome.not_answered) for minutes in (0, 30, 60)]
    assert contacted_at(tries) == tries[-1].at


def test_c4_three_tries_in_a_row_are_one_time_only(attempt: Attempt) -> None:
    assert contacted_at([attempt(minutes, ContactOutcome.not_answered) for minutes in (0, 1, 2, 29)]) is None


def test_c4_tries_count_in_the_order_they_were_made_not_entered(attempt: Attempt) -> None:
    tries = [attempt(minutes, ContactOutcome.not_answered) for minutes in (60, 0, 30)]
    assert contacted_at(tries) == attempt(60).at


def test_c4_contact_moves_the_ticket_on(ticket: Ticket, attempt: Attempt) -> None:
    after = ticket.try_contact(attempt(90))
    assert (after.state, after.contacted_at, after.version) == (TicketState.handling, attempt(90).at, 2)


def test_c4_a_try_in_vain_leaves_the_ticket_where_it_is(ticket: Ticket, attempt: Attempt) -> None:
    after = ticket.try_contact(attempt(90, ContactOutcome.other))
    assert (after.state, after.contacted_at, len(after.contacts)) == (TicketState.received, None, 1)


def test_c4_a_later_call_does_not_move_the_first_contact(ticket: Ticket, attempt: Attempt) -> None:
    assert ticket.try_contact(attempt(90)).try_contact(attempt(60)).contacted_at == attempt(90).at


@pytest.mark.parametrize("minutes", [-1, 121])
def test_c4_an_attempt_lies_between_receipt_and_entry(ticket: Ticket, attempt: Attempt, minutes: int) -> None:
    with pytest.raises(AttemptUnfit):
        ticket.try_contact(attempt(minutes, recorded_at=attempt(120).at))
