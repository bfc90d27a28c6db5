"""The office gives the ticket to another unit; the clocks do not stop for that."""

from typing import Annotated
from uuid import UUID

from gongkai.events.ticket import TicketReassigned
from gongkai.fields.body import Body
from gongkai.fields.text import Line
from gongkai.organisation.units import in_service, name_of
from gongkai.unit_of_work import Work
from gongkai.worktime.days import office_day
from ticket_service.linking.store import links as joining
from ticket_service.routing.domain.assignment import assign
from ticket_service.ticket.domain.lifecycle import Act
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.domain.ticket_events import event_fields
from ticket_service.ticket.store import history, tickets
from ticket_service.ticket.values.case_log import Assignment
from ticket_service.ticket.values.person import Person


class Assigned(Body):
    """The unit that handles the ticket from now on, and why."""

    unit: Annotated[str, Line(40)]
    reason: Annotated[str, Line(500)]


async def assign_ticket(ticket_id: UUID, assigned: Assigned, version: int | None, work: Work) -> Ticket:
    """Move the ticket, and say why on its file; an objection of the unit that had it is thereby accepted."""
    ticket = await tickets.to_change(work.db, ticket_id, work.actor.only_unit, version)
    made = Assignment(
        unit_from=ticket.unit,
        unit_to=in_service(assigned.unit, office_day(work.now)).code,
        at=work.now,
        by=Person.of(work.actor),
        reason=assigned.reason,
    )
    after = assign(ticket, made)
    await tickets.save(work.db, ticket, after)
    await joining.end_help(work.db, ticket.id, after.unit)
    await history.note(work, after.id, Act.assigned, _in_words(made, accepts=bool(ticket.dealt.pending_objection)))
    work.audit("ticket.assigned", str(after.id), from_unit=ticket.unit, to_unit=after.unit)
    work.announce(TicketReassigned(**event_fields(after, await work.clocks.facts(after.id)), from_unit=ticket.unit))
    return after


def _in_words(made: Assignment, *, accepts: bool) -> str:
    """The history is read by all units; the reason stands with the ticket, where it is masked for others."""
    words = f"由{name_of(made.unit_from)}改派至{name_of(made.unit_to)}"
    return f"采纳派单异议，{words}" if accepts else words
