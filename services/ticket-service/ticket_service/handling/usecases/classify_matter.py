"""Somebody finds out what the matter is in law: a complaint or a report has limits of its own, beside the notice's."""

from uuid import UUID

from gongkai.events.ticket import MatterClassified
from gongkai.fields.body import Body
from gongkai.unit_of_work import Work
from ticket_service.ticket.domain.lifecycle import Act
from ticket_service.ticket.domain.statutory import classify
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.domain.ticket_events import event_fields
from ticket_service.ticket.store import history, tickets
from ticket_service.ticket.values.case_log import MatterKind


class MatterFound(Body):
    """Which kind of matter it is."""

    kind: MatterKind


async def classify_matter(ticket_id: UUID, found: MatterFound, version: int | None, work: Work) -> Ticket:
    """The limits of the law are counted from the receipt of the order, whenever it is found out."""
    ticket = await tickets.to_change(work.db, ticket_id, work.actor.only_unit, version)
    after, owed = classify(ticket, found.kind, work.now)
    await tickets.save(work.db, ticket, after)
    known = {ticket.id: await work.clocks.of(ticket.id)}
    clocks = await work.clocks.follow(known, [(ticket.id, limit, moment) for limit, moment in owed])
    await history.note(work, after.id, Act.classified, found.kind.words)
    work.audit("ticket.classified", str(after.id), kind=found.kind)
    facts = work.clocks.as_facts(clocks[after.id])
    work.announce(MatterClassified(**event_fields(after, facts), matter_kind=found.kind.value))
    return after
