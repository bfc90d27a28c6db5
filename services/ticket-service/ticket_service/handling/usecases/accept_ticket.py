"""The unit signs for the order (签收): it has seen that the matter is its own."""

from uuid import UUID

from gongkai.events.ticket import TicketSigned
from gongkai.unit_of_work import Work
from ticket_service.ticket.domain.lifecycle import Act
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.domain.ticket_events import event_fields
from ticket_service.ticket.store import history, tickets


async def sign_ticket(ticket_id: UUID, version: int | None, work: Work) -> Ticket:
    """Put the signature on file; no clock moves."""
    ticket = await tickets.to_change(work.db, ticket_id, work.actor.only_unit, version)
    after = ticket.sign()
    await tickets.save(work.db, ticket, after)
    await history.note(work, after.id, Act.signed)
    work.audit("ticket.signed", str(after.id), version=after.version)
    work.announce(TicketSigned(**event_fields(after, await work.clocks.facts(after.id))))
    return after
