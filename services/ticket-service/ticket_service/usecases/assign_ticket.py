"""The office gives the ticket to another unit; the clocks do not stop for that."""

from typing import Annotated
from uuid import UUID

from gongkai.database.work import Work
from gongkai.events.ticket import TicketReassigned
from gongkai.organisation.units import unit
from gongkai.web.body import Body
from gongkai.web.text import Line
from ticket_service.domain.course import Act
from ticket_service.domain.facts import told
from ticket_service.domain.ticket import Ticket
from ticket_service.store import history, tickets


class Assigned(Body):
    """The unit that handles the ticket from now on, and why."""

    unit: Annotated[str, Line(40)]
    reason: Annotated[str, Line(500)]


async def assign_ticket(ticket_id: UUID, assigned: Assigned, version: int | None, work: Work) -> Ticket:
    """Move the ticket, and say why on its file."""
    ticket = await tickets.to_change(work.db, ticket_id, work.actor.only_unit, version)
    after = ticket.assign(unit(assigned.unit).code)
    await tickets.save(work.db, ticket, after)
    await history.note(work, after.id, Act.assigned, assigned.reason)
    work.audit("ticket.assigned", str(after.id), from_unit=ticket.unit, to_unit=after.unit)
    work.announce(TicketReassigned(**told(after, await work.clocks.facts(after.id)), from_unit=ticket.unit))
    return after
