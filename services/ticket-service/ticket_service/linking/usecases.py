"""Link and merge tickets, take over a report, split a second matter off, name helping units, give an opinion."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from gongkai.clocks.clock import Clock
from gongkai.fields.body import Body
from gongkai.fields.inputs import Input, Widget
from gongkai.fields.text import Line, Prose
from gongkai.organisation.units import in_service
from gongkai.refusals import ChangedMeanwhile
from gongkai.unit_of_work import Work
from gongkai.worktime.clock import ClockState, Moment, MomentKind
from gongkai.worktime.days import office_day
from ticket_service.linking import domain, store
from ticket_service.linking.domain import Cut, Link, LinkKind
from ticket_service.routing import store as dispatch
from ticket_service.routing.domain import unit_for
from ticket_service.ticket.domain.change import Change
from ticket_service.ticket.domain.history import clock_moments, entries_of
from ticket_service.ticket.domain.limits import AT_ONCE, FINISH_WITHIN
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.record import announce, dated, record
from ticket_service.ticket.store import co_units, history, tickets
from ticket_service.ticket.store.order_locks import lock_order
from ticket_service.ticket.values.case_log import MatterKind, Opinion
from ticket_service.ticket.values.person import Person


class LinkWanted(Body):
    """To which ticket, how, and why."""

    other_id: Annotated[UUID, Field(strict=False)]
    kind: Annotated[
        LinkKind,
        Input("怎样关联", "并单：本件并入另一件，由那一件主办，本件可以采用其办结报告", widget=Widget.radios),
    ]
    reason: Annotated[str, Prose(500), Input("理由", rows=2)]


async def link_tickets(ticket_id: UUID, wanted: LinkWanted, version: int | None, work: Work) -> Ticket:
    """Link a ticket that this person may change to another one that he may see."""
    ticket = await tickets.to_change(work.db, ticket_id, work.actor.only_unit, version)
    other = await tickets.ticket_of(work.db, wanted.other_id, work.actor.only_unit)
    links = await store.links_of(work.db, {ticket.id, other.id})
    made = Link(ticket_id=ticket.id, other_id=other.id, kind=wanted.kind, at=work.now, by=work.actor.name)
    after = await record(domain.link(ticket, other, made, wanted.reason, links), work)
    await store.add_link(work.db, made)
    return after


async def take_over_report(ticket_id: UUID, version: int | None, work: Work) -> Ticket:
    """Draft the report with the words of the leading ticket's; the citizen of this one has to be contacted all the
    same."""
    ticket = await tickets.to_change(work.db, ticket_id, work.actor.only_unit, version)
    links = await store.links_of(work.db, {ticket.id})
    lead_id = next((one.other_id for one in links if one.ticket_id == ticket.id and one.kind is LinkKind.merged), None)
    lead = await tickets.ticket_of(work.db, lead_id, work.actor.only_unit) if lead_id else None
    return await record(domain.take_over(ticket, lead, Person.of(work.actor), work.now), work)


class SplitOff(Body):
    """Which matter is split off, in whose own words, and why."""

    matter: Annotated[MatterKind, Input("拆出的事项类别", widget=Widget.radios)]
    title: Annotated[str, Line(300), Input("标题")]
    content: Annotated[str, Prose(20_000), Input("内容", "只留拆出的部分")]
    reason: Annotated[str, Prose(500), Input("拆分理由", rows=2)]


async def split_ticket(ticket_id: UUID, off: SplitOff, version: int | None, work: Work) -> Ticket:
    """Split a part off, and return it. Nobody else may touch the order meanwhile, least of all the hotline: what it
    says of the order then finds every part."""
    seen = await tickets.to_change(work.db, ticket_id, work.actor.only_unit, version)
    await lock_order(work.db, seen.order_no)
    ticket = await tickets.to_change(work.db, ticket_id, work.actor.only_unit, seen.version)
    cut = Cut(
        id=work.new_id(),
        at=work.now,
        matter=off.matter,
        title=off.title,
        content=off.content,
        unit=await _unit(ticket, off.matter, work),
        reason=off.reason,
    )
    links = await store.links_of(work.db, {ticket.id})
    whole, part = domain.split(ticket, cut, await tickets.parts_of(work.db, ticket), links)
    await record(whole, work)
    return await _open_part(ticket, part, work)


async def _unit(ticket: Ticket, matter: MatterKind, work: Work) -> str:
    """The part stays where the order is, unless the dispatch table has something to say of its kind of matter."""
    table = await dispatch.current_table(work.db)
    district, category, today = ticket.order.district, ticket.order.category, office_day(work.now)
    anyhow = unit_for(table, district, category, today)
    by_matter = unit_for(table, district, (*category, matter.words), today)
    return ticket.unit if by_matter == anyhow else by_matter


async def _open_part(whole: Ticket, off: Change, work: Work) -> Ticket:
    """Put the part on file with its clocks, its link to the order, its history and its event."""
    clocks = await _owe(whole, off, work)
    part = dated(off.ticket, clocks)
    await tickets.add(work.db, part)
    made = Link(ticket_id=part.id, other_id=whole.id, kind=LinkKind.part, at=work.now, by=work.actor.name)
    await store.add_link(work.db, made)
    await history.add(work.db, entries_of([off], work.actor.name, work.new_id))
    announce([off], {part.id: clocks}, work)
    return part


async def _owe(whole: Ticket, off: Change, work: Work) -> list[Clock]:
    """The order's own clocks, and those of the law. A pause is the order's: for the part the days go on."""
    codes, part_id = {limit.code for limit in AT_ONCE}, off.ticket.id
    known = [one for one in await work.clocks.of(whole.id) if one.code in codes]
    shared = await work.clocks.share(known, part_id)
    moments = list(clock_moments([off]))
    if any(one.code == FINISH_WITHIN.code and one.state is ClockState.paused for one in shared):
        moments.append((part_id, FINISH_WITHIN, Moment(kind=MomentKind.resumed, at=work.now, by=work.actor.id)))
    return (await work.clocks.follow({part_id: shared}, moments))[part_id]


class CoUnitsNamed(Body):
    """These units and no others; none ends the help. And why."""

    units: Annotated[
        tuple[Annotated[str, Line(40)], ...],
        Field(max_length=20),
        Input("协办单位", "协办单位可以查看本件（不含市民身份信息）并填写意见；都不选即取消协办。"),
    ]
    reason: Annotated[str, Line(500), Input("理由")]


async def name_co_units(ticket_id: UUID, named: CoUnitsNamed, version: int | None, work: Work) -> Ticket:
    """Name the units that may read the ticket, without the citizen, and give their opinion; no clock moves."""
    ticket = await tickets.to_change(work.db, ticket_id, work.actor.only_unit, version)
    today = office_day(work.now)
    units = sorted({in_service(code, today, f"/units/{place}").code for place, code in enumerate(named.units)})
    after = await record(domain.co_handle(ticket, units, named.reason, work.now), work)
    await co_units.replace_units(work.db, ticket.id, units)
    return after


class OpinionSaid(Body):
    """协办意见。"""

    text: Annotated[str, Prose(4000), Input("协办意见", "本单位查明的情况，供主办单位汇总答复")]


async def give_opinion(ticket_id: UUID, said: OpinionSaid, version: int | None, work: Work) -> Ticket:
    """Put the opinion of a helping unit on file: it reads the ticket, and may change this one thing in it."""
    ticket = await tickets.ticket_of(work.db, ticket_id, work.actor.only_unit)
    if version not in (None, ticket.version):
        raise ChangedMeanwhile(tickets.CHANGED)
    opinion = Opinion(unit=work.actor.unit, at=work.now, by=Person.of(work.actor), text=said.text)
    return await record(domain.give_opinion(ticket, await co_units.of_ticket(work.db, ticket.id), opinion), work)
