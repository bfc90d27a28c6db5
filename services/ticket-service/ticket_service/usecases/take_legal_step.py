"""The unit takes a step that the law knows: it accepts a complaint or not, ends mediation, decides on a report."""

from uuid import UUID

from gongkai.database.work import Work
from gongkai.events.ticket import LegalStepTaken
from gongkai.web.body import Body
from ticket_service.domain.course import Act
from ticket_service.domain.dealings import Legal
from ticket_service.domain.facts import told
from ticket_service.domain.person import Person
from ticket_service.domain.statutory import take_step
from ticket_service.domain.ticket import Ticket
from ticket_service.store import history, tickets


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
    work.announce(LegalStepTaken(**told(after, facts), step=wanted.step.value))
    return after
