"""The office leaves an order where it is, and tells the unit that objected why."""

from typing import Annotated
from uuid import UUID

from gongkai.fields.body import Body
from gongkai.fields.text import Prose
from gongkai.unit_of_work import Work
from ticket_service.routing.domain.assignment import refuse_objection as refused
from ticket_service.ticket.domain.lifecycle import Act
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.store import history, tickets


class ObjectionRefusal(Body):
    """Why the order stays where it is."""

    reason: Annotated[str, Prose(500)]


async def refuse_objection(ticket_id: UUID, said: ObjectionRefusal, version: int | None, work: Work) -> Ticket:
    """The unit reads the answer on the ticket, and goes on handling it."""
    ticket = await tickets.to_change(work.db, ticket_id, work.actor.only_unit, version)
    after = refused(ticket, work.actor.name, said.reason, work.now)
    await tickets.save(work.db, ticket, after)
    await history.note(work, after.id, Act.objection_refused)
    work.audit("ticket.objection_refused", str(after.id), unit=ticket.unit)
    return after
