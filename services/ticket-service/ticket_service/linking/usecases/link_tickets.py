"""Two tickets belong together: repeated requests are merged, others only linked. No clock moves."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from gongkai.events.ticket import TicketLinked
from gongkai.fields.body import Body
from gongkai.fields.text import Prose
from gongkai.unit_of_work import Work
from ticket_service.linking.domain.links import Link, LinkKind, link
from ticket_service.linking.store import links as joining
from ticket_service.ticket.domain.lifecycle import Act
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.domain.ticket_events import event_fields
from ticket_service.ticket.store import history, tickets


class LinkWanted(Body):
    """To which ticket, how, and why."""

    other_id: Annotated[UUID, Field(strict=False)]
    kind: LinkKind
    reason: Annotated[str, Prose(500)]


async def link_tickets(ticket_id: UUID, wanted: LinkWanted, version: int | None, work: Work) -> Ticket:
    """Whoever links two tickets may change the one and see the other."""
    ticket = await tickets.to_change(work.db, ticket_id, work.actor.only_unit, version)
    other = await tickets.ticket_of(work.db, wanted.other_id, work.actor.only_unit)
    after = link(ticket, other, wanted.kind, await joining.links_of(work.db, {ticket.id, other.id}))
    await tickets.save(work.db, ticket, after)
    made = Link(ticket_id=ticket.id, other_id=other.id, kind=wanted.kind, at=work.now, by=work.actor.name)
    await joining.add_link(work.db, made)
    why = other.order.hidden(ticket.order.hidden(wanted.reason))
    await history.note(work, ticket.id, Act.linked, f"{wanted.kind.words} {other.no}：{why}")
    await history.note(work, other.id, Act.linked, f"{wanted.kind.words} {ticket.no}：{why}")
    work.audit("ticket.linked", str(ticket.id), other=str(other.id), kind=wanted.kind, reason=why)
    clocks = await work.clocks.facts(after.id)
    work.announce(TicketLinked(**event_fields(after, clocks), other_id=other.id, kind=wanted.kind.value))
    return after
