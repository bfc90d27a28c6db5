"""The call is kept on file (存电); no clock stops for it."""

from typing import Annotated
from uuid import UUID

from gongkai.database.work import Work
from gongkai.web.body import Body
from gongkai.web.text import Prose
from ticket_service.domain.channels import Hold
from ticket_service.domain.course import Act
from ticket_service.domain.person import Person
from ticket_service.domain.telling import hold
from ticket_service.domain.ticket import Ticket
from ticket_service.store import history, tickets


class HoldWanted(Body):
    """Why."""

    note: Annotated[str, Prose(1000)]


async def hold_ticket(ticket_id: UUID, wanted: HoldWanted, version: int | None, work: Work) -> Ticket:
    """Put it on file; the answer stays owed."""
    ticket = await tickets.to_change(work.db, ticket_id, work.actor.only_unit, version)
    after = hold(ticket, Hold(note=wanted.note, at=work.now, by=Person.of(work.actor)))
    await tickets.save(work.db, ticket, after)
    await history.note(work, after.id, Act.held)
    work.audit("ticket.held", str(after.id), version=after.version)
    return after
