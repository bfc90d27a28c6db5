"""The citizen is told the channel that the law has for his matter (告知法定渠道); no clock stops for it."""

from typing import Annotated
from uuid import UUID

from gongkai.fields.body import Body
from gongkai.fields.text import Prose
from gongkai.unit_of_work import Work
from ticket_service.handling.domain import referral as domain
from ticket_service.ticket.domain.lifecycle import Act
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.store import history, tickets
from ticket_service.ticket.values.channels import ChannelTold, LegalChannel
from ticket_service.ticket.values.person import Person


class ChannelNamed(Body):
    """Which channel, and what he was told."""

    channel: LegalChannel
    note: Annotated[str, Prose(1000)]


async def tell_channel(ticket_id: UUID, named: ChannelNamed, version: int | None, work: Work) -> Ticket:
    """Put it on file; the answer stays owed."""
    ticket = await tickets.to_change(work.db, ticket_id, work.actor.only_unit, version)
    made = ChannelTold(channel=named.channel, note=named.note, at=work.now, by=Person.of(work.actor))
    after = domain.tell_channel(ticket, made)
    await tickets.save(work.db, ticket, after)
    await history.note(work, after.id, Act.channel_told, named.channel.words)
    work.audit("ticket.channel_told", str(after.id), channel=named.channel)
    return after
