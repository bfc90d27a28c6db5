"""A unit that helps says what it found; the unit that leads answers for the whole."""

from typing import Annotated
from uuid import UUID

from gongkai.events.ticket import OpinionGiven
from gongkai.fields.body import Body
from gongkai.fields.text import Prose
from gongkai.organisation.units import name_of
from gongkai.refusals import ChangedMeanwhile
from gongkai.unit_of_work import Work
from ticket_service.linking.domain.links import give_opinion as given
from ticket_service.linking.store import links as joining
from ticket_service.ticket.domain.lifecycle import Act
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.domain.ticket_events import event_fields
from ticket_service.ticket.store import history, tickets
from ticket_service.ticket.values.case_log import Opinion
from ticket_service.ticket.values.person import Person


class OpinionSaid(Body):
    """协办意见。"""

    text: Annotated[str, Prose(4000)]


async def give_opinion(ticket_id: UUID, said: OpinionSaid, version: int | None, work: Work) -> Ticket:
    """The helping unit reads the ticket, so it may change this one thing in it."""
    ticket = await tickets.ticket_of(work.db, ticket_id, work.actor.only_unit)
    if version not in (None, ticket.version):
        raise ChangedMeanwhile(tickets.CHANGED)
    opinion = Opinion(unit=work.actor.unit, at=work.now, by=Person.of(work.actor), text=said.text)
    after = given(ticket, await joining.co_units(work.db, ticket.id), opinion)
    await tickets.save(work.db, ticket, after)
    await history.note(work, after.id, Act.opinion_given, name_of(opinion.unit))
    work.audit("ticket.opinion_given", str(after.id), unit=opinion.unit)
    work.announce(OpinionGiven(**event_fields(after, await work.clocks.facts(after.id)), by_unit=opinion.unit))
    return after
