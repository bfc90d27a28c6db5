"""One message holds two matters in law (诉求拆分): the second becomes a ticket of its own beside the order's."""

from dataclasses import replace
from typing import Annotated
from uuid import UUID

from gongkai.clocks.clock import Clock
from gongkai.events.ticket import TicketSplit
from gongkai.fields.body import Body
from gongkai.fields.text import Line, Prose
from gongkai.unit_of_work import Work
from gongkai.worktime.clock import ClockState, Moment, MomentKind
from gongkai.worktime.days import office_day
from ticket_service.intake.store import messages
from ticket_service.linking.domain.links import Link, LinkKind
from ticket_service.linking.domain.parts import Cut, split
from ticket_service.linking.store import links as joining
from ticket_service.routing.domain.dispatch import unit_for
from ticket_service.routing.store import dispatch
from ticket_service.ticket.domain.lifecycle import Act
from ticket_service.ticket.domain.limits import AT_ONCE, FINISH_WITHIN
from ticket_service.ticket.domain.next_deadline import dates
from ticket_service.ticket.domain.rounds import Owed
from ticket_service.ticket.domain.statutory import owed_from_receipt
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.domain.ticket_events import event_fields
from ticket_service.ticket.store import history, tickets
from ticket_service.ticket.values.case_log import MatterKind


class SplitOff(Body):
    """Which matter is split off, in whose own words, and why."""

    matter: MatterKind
    title: Annotated[str, Line(300)]
    content: Annotated[str, Prose(20_000)]
    reason: Annotated[str, Prose(500)]


async def split_ticket(ticket_id: UUID, off: SplitOff, version: int | None, work: Work) -> Ticket:
    """The new part. Nobody else may touch the order meanwhile, least of all the hotline: what it says of the order then
    finds every part."""
    seen = await tickets.to_change(work.db, ticket_id, work.actor.only_unit, version)
    _, table = await messages.lock_orders(work.db, [seen.order_no])
    ticket = await tickets.to_change(work.db, ticket_id, work.actor.only_unit, seen.version)
    cut = Cut(
        id=work.new_id(),
        matter=off.matter,
        title=off.title,
        content=off.content,
        unit=await _unit(ticket, off.matter, table, work),
    )
    links = await joining.links_of(work.db, {ticket.id})
    after, part = split(ticket, cut, await tickets.parts_of(work.db, ticket), links)
    await tickets.save(work.db, ticket, after)
    clocks = await _owe(after, part, work)
    part = replace(part, **dates(clocks))
    await _keep(after, part, work)
    why = ticket.order.hidden(off.reason)
    work.audit("ticket.split", str(after.id), part=str(part.id), matter=off.matter, reason=why)
    facts = work.clocks.as_facts(clocks)
    matter = off.matter.value
    work.announce(TicketSplit(**event_fields(part, facts), whole_id=after.id, part_no=part.part_no, matter_kind=matter))
    return part


async def _unit(ticket: Ticket, matter: MatterKind, digest: str | None, work: Work) -> str:
    """The part stays where the order is, unless the dispatch table has something to say of its kind of matter."""
    table = await dispatch.table_of(work.db, digest)
    district, category, today = ticket.order.district, ticket.order.category, office_day(work.now)
    anyhow = unit_for(table, district, category, today)
    by_matter = unit_for(table, district, (*category, matter.words), today)
    return ticket.unit if by_matter == anyhow else by_matter


async def _owe(whole: Ticket, part: Ticket, work: Work) -> list[Clock]:
    """The order's own clocks, and those of the law. A pause is the order's: for the part the days go on."""
    codes = {limit.code for limit in AT_ONCE}
    known = [one for one in await work.clocks.of(whole.id) if one.code in codes]
    shared = await work.clocks.share(known, part.id)
    owed: list[Owed] = list(owed_from_receipt(part))
    if any(one.code == FINISH_WITHIN.code and one.state is ClockState.paused for one in shared):
        owed.append((FINISH_WITHIN, Moment(kind=MomentKind.resumed, at=work.now, by=work.actor.id)))
    happened = [(part.id, limit, moment) for limit, moment in owed]
    return (await work.clocks.follow({part.id: shared}, happened))[part.id]


async def _keep(whole: Ticket, part: Ticket, work: Work) -> None:
    await tickets.add(work.db, part)
    made = Link(ticket_id=part.id, other_id=whole.id, kind=LinkKind.part, at=work.now, by=work.actor.name)
    await joining.add_link(work.db, made)
    await history.note(work, whole.id, Act.split, f"{part.matter_kind.words if part.matter_kind else ''} {part.no}")
    await history.note(work, part.id, Act.split_off, whole.no)
