"""The unit says that an order is not for it (派单异议); the office decides, and no clock stops meanwhile."""

from typing import Annotated
from uuid import UUID

from gongkai.fields.body import Body
from gongkai.fields.text import Line, Prose
from gongkai.organisation.units import in_service
from gongkai.unit_of_work import Work
from gongkai.worktime.days import office_day
from ticket_service.routing.domain.assignment import object_to_dispatch as objected
from ticket_service.ticket.domain.lifecycle import Act
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.store import history, tickets
from ticket_service.ticket.values.case_log import Objection
from ticket_service.ticket.values.person import Person


class ObjectionSaid(Body):
    """Why the order is not for this unit and, if it is known, for whom it is."""

    reason: Annotated[str, Prose(500)]
    proposed_unit: Annotated[str, Line(40)] | None = None


async def object_to_dispatch(ticket_id: UUID, said: ObjectionSaid, version: int | None, work: Work) -> Ticket:
    """Put the objection on file; the office finds it in its list."""
    ticket = await tickets.to_change(work.db, ticket_id, work.actor.only_unit, version)
    proposed = said.proposed_unit and in_service(said.proposed_unit, office_day(work.now)).code
    objection = Objection(
        id=work.new_id(),
        at=work.now,
        by=Person.of(work.actor),
        unit=work.actor.unit,
        reason=said.reason,
        proposed_unit=proposed,
    )
    after = objected(ticket, objection)
    await tickets.save(work.db, ticket, after)
    await history.note(work, after.id, Act.objected)
    work.audit("ticket.objected", str(after.id), unit=objection.unit, proposed_unit=proposed)
    return after
