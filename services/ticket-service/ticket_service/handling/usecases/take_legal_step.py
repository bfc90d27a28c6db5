"""The unit takes a step that the law knows: it accepts a complaint or not, ends mediation, decides on a report."""

from uuid import UUID

from gongkai.events.ticket import LegalStepTaken
from gongkai.fields.body import Body
from gongkai.unit_of_work import Work
from ticket_service.ticket.domain.lifecycle import Act
from ticket_service.ticket.domain.statutory import take_step
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.domain.ticket_events import event_fields
from ticket_service.ticket.store import history, tickets
from ticket_service.ticket.values.case_log import Legal
from ticket_service.ticket.values.person import Person


class StepWanted(Body):
    """Which step."""

    step: Legal


async def take_legal_step(ticket_id: UUID, wanted: StepWanted, version: int | None, work: Work) -> Ticket:
    """One clock stops, the next may start."""
    ticket = await tickets.to_change(work.db, ticket_id, work.actor.only_unit, version)
    after, owed = take_step(ticket, wanted.step, Person.of(work.actor), work.now)
    await tickets.save(work.db, ticket, after)
    known = {ticket.id: await work.clocks.of(ticket.id)}
    clocks = await work.clocks.follow(known, [(ticket.id, limit, moment) for limit, moment in owed])
    await history.note(work, after.id, Act.legal_step, wanted.step.words)
    work.audit("ticket.legal_step", str(after.id), step=wanted.step)
    facts = work.clocks.as_facts(clocks[after.id])
    work.announce(LegalStepTaken(**event_fields(after, facts), step=wanted.step.value))
    return after
