"""The reason for the pause is gone: the limit to finish is counted again, the days between are added."""

from uuid import UUID

from gongkai.events.ticket import TicketResumed
from gongkai.unit_of_work import Work
from gongkai.worktime.clock import Moment, MomentKind
from ticket_service.requests.usecases.decide_extension import dated
from ticket_service.ticket.domain.handling_rules import resume
from ticket_service.ticket.domain.lifecycle import Act
from ticket_service.ticket.domain.limits import FINISH_WITHIN
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.domain.ticket_events import event_fields
from ticket_service.ticket.store import history, tickets


async def resume_limit(ticket_id: UUID, version: int | None, work: Work) -> Ticket:
    """Count on."""
    ticket = await tickets.to_change(work.db, ticket_id, work.actor.only_unit, version)
    moment = Moment(kind=MomentKind.resumed, at=work.now, by=work.actor.name)
    resumed = resume(ticket, work.now)
    await tickets.save(work.db, ticket, resumed)
    clocks = await work.clocks.note(ticket.id, FINISH_WITHIN, moment)
    after = dated(resumed, clocks)
    await history.note(work, after.id, Act.resumed)
    work.audit("ticket.resumed", str(after.id))
    work.announce(TicketResumed(**event_fields(after, clocks)))
    return after
