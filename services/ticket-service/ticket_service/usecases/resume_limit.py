"""The reason for the pause is gone: the limit to finish is counted again, the days between are added."""

from uuid import UUID

from gongkai.database.work import Work
from gongkai.events.ticket import TicketResumed
from gongkai.worktime.clock import Moment, MomentKind
from ticket_service.domain.course import Act
from ticket_service.domain.facts import told
from ticket_service.domain.limits import FINISH_WITHIN
from ticket_service.domain.pausing import resume
from ticket_service.domain.ticket import Ticket
from ticket_service.store import history, tickets
from ticket_service.usecases.decide_extension import dated


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
    work.announce(TicketResumed(**told(after, clocks)))
    return after
