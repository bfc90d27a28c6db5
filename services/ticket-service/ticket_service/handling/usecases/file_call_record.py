"""The call is kept on file (存电); no clock stops for it."""

from typing import Annotated
from uuid import UUID

from gongkai.fields.body import Body
from gongkai.fields.text import Prose
from gongkai.unit_of_work import Work
from ticket_service.handling.domain import referral as domain
from ticket_service.ticket.domain.lifecycle import Act
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.store import history, tickets
from ticket_service.ticket.values.channels import Hold
from ticket_service.ticket.values.person import Person


class HoldWanted(Body):
    """Why."""

    note: Annotated[str, Prose(1000)]


async def hold_ticket(ticket_id: UUID, wanted: HoldWanted, version: int | None, work: Work) -> Ticket:
    """Put it on file; the answer stays owed."""
    ticket = await tickets.to_change(work.db, ticket_id, work.actor.only_unit, version)
    after = domain.hold(ticket, Hold(note=wanted.note, at=work.now, by=Person.of(work.actor)))
    await tickets.save(work.db, ticket, after)
    await history.note(work, after.id, Act.held)
    work.audit("ticket.held", str(after.id), version=after.version)
    return after
