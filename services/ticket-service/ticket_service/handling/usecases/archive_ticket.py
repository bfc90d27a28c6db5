"""The office puts a closed ticket away (归档); the hotline may still come back to it."""

from uuid import UUID

from gongkai.events.ticket import TicketArchived
from gongkai.unit_of_work import Work
from ticket_service.ticket.domain.lifecycle import Act
from ticket_service.ticket.domain.rounds import archive
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.domain.ticket_events import event_fields
from ticket_service.ticket.store import history, tickets


async def archive_ticket(ticket_id: UUID, version: int | None, work: Work) -> Ticket:
    """Nothing is open any more."""
    ticket = await tickets.to_change(work.db, ticket_id, work.actor.only_unit, version)
    after = archive(ticket)
    await tickets.save(work.db, ticket, after)
    await history.note(work, after.id, Act.archived)
    work.audit("ticket.archived", str(after.id))
    work.announce(TicketArchived(**event_fields(after, await work.clocks.facts(after.id))))
    return after
