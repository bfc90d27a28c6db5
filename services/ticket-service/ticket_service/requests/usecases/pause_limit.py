"""The limit to finish stands still for one of the reasons that the rules know; the first contact never does."""

from typing import Annotated
from uuid import UUID

from gongkai.events.ticket import TicketPaused
from gongkai.fields.body import Body
from gongkai.fields.text import Line, Prose
from gongkai.unit_of_work import Work
from gongkai.worktime.clock import Moment, MomentKind
from ticket_service.ticket.domain.handling_rules import handling_rules, pause
from ticket_service.ticket.domain.lifecycle import Act
from ticket_service.ticket.domain.limits import FINISH_WITHIN
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.domain.ticket_events import event_fields
from ticket_service.ticket.store import history, tickets
from ticket_service.ticket.values.person import Person


class PauseWanted(Body):
    """By which rule, and what there is to say."""

    rule: Annotated[str, Line(40)]
    note: Annotated[str, Prose(1000, least=0)] = ""


async def pause_limit(ticket_id: UUID, wanted: PauseWanted, version: int | None, work: Work) -> Ticket:
    """From today's end on no day is counted."""
    ticket = await tickets.to_change(work.db, ticket_id, work.actor.only_unit, version)
    after = pause(ticket, wanted.rule, wanted.note, Person.of(work.actor), work.now)
    reason = handling_rules().pauses[wanted.rule].title
    moment = Moment(kind=MomentKind.paused, at=work.now, by=work.actor.name, reason=reason)
    await tickets.save(work.db, ticket, after)
    clocks = await work.clocks.note(after.id, FINISH_WITHIN, moment)
    await history.note(work, after.id, Act.paused, reason)
    work.audit("ticket.paused", str(after.id), rule=wanted.rule)
    work.announce(TicketPaused(**event_fields(after, clocks), rule=wanted.rule))
    return after
