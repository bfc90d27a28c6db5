"""The citizen is told his channel of the law, or the call is kept on file (存电): no clock stops for either, and his
answer stays owed."""

from dataclasses import replace

from ticket_service.ticket.domain.lifecycle import Act
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.values.channels import ChannelTold, Hold


def tell_channel(ticket: Ticket, told: ChannelTold) -> Ticket:
    """He was told where he has to go."""
    dealt = ticket.dealt
    return ticket.after(Act.channel_told, dealings=replace(dealt, channels_told=(*dealt.channels_told, told)))


def hold(ticket: Ticket, held: Hold) -> Ticket:
    """The call is kept on file."""
    return ticket.after(Act.held, dealings=replace(ticket.dealt, holds=(*ticket.dealt.holds, held)))
