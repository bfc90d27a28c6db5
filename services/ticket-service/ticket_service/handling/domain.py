"""The citizen is told his channel of the law, or the call is kept on file (存电): no clock stops for either, and his
answer stays owed."""

from dataclasses import replace

from ticket_service.ticket.domain.lifecycle import Act
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.values.channels import CallRecord, Referral


def refer_to_channel(ticket: Ticket, told: Referral) -> Ticket:
    """He was told where he has to go."""
    dealt = ticket.case_log
    return ticket.after(Act.channel_told, dealings=replace(dealt, channels_told=(*dealt.channels_told, told)))


def file_call_record(ticket: Ticket, held: CallRecord) -> Ticket:
    """The call is kept on file."""
    return ticket.after(Act.held, dealings=replace(ticket.case_log, holds=(*ticket.case_log.holds, held)))
