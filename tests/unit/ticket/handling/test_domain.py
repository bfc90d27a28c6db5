"""Referral and call record as changes: what they say, and that no clock stops for them (C9)."""

import pytest

from tests.unit.ticket.known import BEFORE_THE_WEEK, CLERK
from ticket_service.handling.domain import note
from ticket_service.ticket.domain.lifecycle import Act, TicketClosed
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.values.case_log import CallRecord, LegalChannel, Referral

CALL = CallRecord(note="市民来电补充情况，存档备查", at=BEFORE_THE_WEEK, by=CLERK)
REFERRAL = Referral(channel=LegalChannel.petition, note="请向信访部门反映", at=BEFORE_THE_WEEK, by=CLERK)


def test_c9_a_call_record_is_kept_on_the_ticket_and_moves_nothing(ticket: Ticket) -> None:
    change = note(ticket, Act.held, CALL)
    assert change.ticket.case_log.holds == (CALL,)
    assert (change.act, change.ticket.state, change.ticket.version) == (Act.held, ticket.state, 2)
    assert (change.moments, change.event, change.notices) == ((), None, ())


def test_c9_a_referral_stands_in_the_history_by_its_channel_alone(ticket: Ticket) -> None:
    change = note(ticket, Act.channel_told, REFERRAL, channel=REFERRAL.channel)
    assert change.ticket.case_log.channels_told == (REFERRAL,)
    assert (change.note, change.audit) == ("信访", {"channel": LegalChannel.petition})
    assert change.moments == ()


def test_c9_what_is_over_takes_neither(ticket: Ticket) -> None:
    over = ticket.cancel(BEFORE_THE_WEEK)
    with pytest.raises(TicketClosed):
        note(over, Act.held, CALL)
    with pytest.raises(TicketClosed):
        note(over, Act.channel_told, REFERRAL)
