"""The hotline has confirmed both the report and its file: the ticket is closed."""

from gongkai.events.ticket import OrderClosed
from gongkai.unit_of_work import Work
from ticket_service.ticket.domain.lifecycle import Act
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.domain.ticket_events import event_fields
from ticket_service.ticket.store import history, tickets


async def close_if_complete(ticket: Ticket, work: Work) -> None:
    """Called in the transaction in which the second receipt came; the ticket is locked."""
    if not ticket.is_complete:
        return
    after = ticket.close()
    await tickets.save(work.db, ticket, after)
    await history.note(work, after.id, Act.closed)
    work.announce(OrderClosed(**event_fields(after, await work.clocks.facts(after.id))))
