"""A merged ticket takes the words of the leading ticket's report over as its own draft; it is signed by itself."""

from uuid import UUID

from gongkai.events.ticket import ReportFiled
from gongkai.unit_of_work import Work
from ticket_service.linking.domain.links import LinkKind, take_over
from ticket_service.linking.store import links as joining
from ticket_service.ticket.domain.lifecycle import Act
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.domain.ticket_events import event_fields
from ticket_service.ticket.store import history, tickets
from ticket_service.ticket.values.person import Person


async def take_over_report(ticket_id: UUID, version: int | None, work: Work) -> Ticket:
    """The citizen of this ticket has to be contacted all the same."""
    ticket = await tickets.to_change(work.db, ticket_id, work.actor.only_unit, version)
    links = await joining.links_of(work.db, {ticket.id})
    lead_id = next((one.other_id for one in links if one.ticket_id == ticket.id and one.kind is LinkKind.merged), None)
    lead = await tickets.ticket_of(work.db, lead_id, work.actor.only_unit) if lead_id else None
    after = take_over(ticket, lead, Person.of(work.actor), work.now)
    await tickets.save(work.db, ticket, after)
    await history.note(work, after.id, Act.report_filed, f"{LinkKind.merged.words} {lead.no if lead else ''}")
    work.audit("ticket.report_filed", str(after.id), version=after.version)
    work.announce(ReportFiled(**event_fields(after, await work.clocks.facts(after.id))))
    return after
