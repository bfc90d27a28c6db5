"""Acts that stop no clock: referral to a channel of the law (告知法定渠道), and call records (存电)."""

from dataclasses import replace

from ticket_service.ticket.domain.change import Change
from ticket_service.ticket.domain.lifecycle import Act
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.values.channels import CallRecord, Referral


def refer_to_channel(ticket: Ticket, referral: Referral) -> Change:
    """Note that the citizen was told which channel of the law is open; the answer stays owed.

    Refuses a ticket that is not open.
    """
    case_log = replace(ticket.case_log, channels_told=(*ticket.case_log.channels_told, referral))
    return Change(
        act=Act.channel_told,
        ticket=ticket.after(Act.channel_told, dealings=case_log),
        at=referral.at,
        note=referral.channel.words,
        audit={"channel": referral.channel},
    )


def file_call_record(ticket: Ticket, call: CallRecord) -> Change:
    """Keep the call on file; the answer stays owed. Refuses a ticket that is not open."""
    case_log = replace(ticket.case_log, holds=(*ticket.case_log.holds, call))
    after = ticket.after(Act.held, dealings=case_log)
    return Change(act=Act.held, ticket=after, at=call.at, audit={"version": after.version})
