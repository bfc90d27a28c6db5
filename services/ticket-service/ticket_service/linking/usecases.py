"""Link and merge tickets, take over a report, split a second matter off, name helping units, give an opinion."""

from dataclasses import replace
from typing import Annotated
from uuid import UUID

from pydantic import Field

from gongkai.clocks.clock import Clock
from gongkai.events.ticket import CoHandlingNamed, OpinionGiven, ReportFiled, TicketLinked, TicketSplit
from gongkai.fields.body import Body
from gongkai.fields.inputs import Input, Widget
from gongkai.fields.text import Line, Prose
from gongkai.organisation.units import in_service, name_of
from gongkai.refusals import ChangedMeanwhile
from gongkai.unit_of_work import Work
from gongkai.worktime.clock import ClockState, Moment, MomentKind
from gongkai.worktime.days import office_day
from ticket_service.linking import store
from ticket_service.linking.domain import Cut, Link, LinkKind, co_handle, link, split, take_over
from ticket_service.linking.domain import give_opinion as given
from ticket_service.routing import store as dispatch
from ticket_service.routing.domain import unit_for
from ticket_service.ticket.domain.lifecycle import Act
from ticket_service.ticket.domain.limits import AT_ONCE, FINISH_WITHIN
from ticket_service.ticket.domain.next_deadline import deadline_columns
from ticket_service.ticket.domain.rounds import Owed
from ticket_service.ticket.domain.statutory import owed_from_receipt
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.domain.ticket_events import event_fields
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
    """Whoever links two tickets may change the one and see the other."""
    ticket = await tickets.to_change(work.db, ticket_id, work.actor.only_unit, version)
    other = await tickets.ticket_of(work.db, wanted.other_id, work.actor.only_unit)
    after = link(ticket, other, wanted.kind, await store.links_of(work.db, {ticket.id, other.id}))
    await tickets.save(work.db, ticket, after)
    made = Link(ticket_id=ticket.id, other_id=other.id, kind=wanted.kind, at=work.now, by=work.actor.name)
    await store.add_link(work.db, made)
    why = other.order.hidden(ticket.order.hidden(wanted.reason))
    await history.note(work, ticket.id, Act.linked, f"{wanted.kind.words} {other.no}：{why}")
    await history.note(work, other.id, Act.linked, f"{wanted.kind.words} {ticket.no}：{why}")
    work.audit("ticket.linked", str(ticket.id), other=str(other.id), kind=wanted.kind, reason=why)
    clocks = await work.clocks.facts(after.id)
    work.announce(TicketLinked(**event_fields(after, clocks), other_id=other.id, kind=wanted.kind.value))
    return after


async def take_over_report(ticket_id: UUID, version: int | None, work: Work) -> Ticket:
    """The citizen of this ticket has to be contacted all the same."""
    ticket = await tickets.to_change(work.db, ticket_id, work.actor.only_unit, version)
    links = await store.links_of(work.db, {ticket.id})
    lead_id = next((one.other_id for one in links if one.ticket_id == ticket.id and one.kind is LinkKind.merged), None)
    lead = await tickets.ticket_of(work.db, lead_id, work.actor.only_unit) if lead_id else None
    after = take_over(ticket, lead, Person.of(work.actor), work.now)
    await tickets.save(work.db, ticket, after)
    await history.note(work, after.id, Act.report_filed, f"{LinkKind.merged.words} {lead.no if lead else ''}")
    work.audit("ticket.report_filed", str(after.id), version=after.version)
    work.announce(ReportFiled(**event_fields(after, await work.clocks.facts(after.id))))
    return after


class SplitOff(Body):
    """Which matter is split off, in whose own words, and why."""

    matter: Annotated[MatterKind, Input("拆出的事项类别", widget=Widget.radios)]
    title: Annotated[str, Line(300), Input("标题")]
    content: Annotated[str, Prose(20_000), Input("内容", "只留拆出的部分")]
    reason: Annotated[str, Prose(500), Input("拆分理由", rows=2)]


async def split_ticket(ticket_id: UUID, off: SplitOff, version: int | None, work: Work) -> Ticket:
    """The new part. Nobody else may touch the order meanwhile, least of all the hotline: what it says of the order then
    finds every part."""
    seen = await tickets.to_change(work.db, ticket_id, work.actor.only_unit, version)
    await lock_order(work.db, seen.order_no)
    ticket = await tickets.to_change(work.db, ticket_id, work.actor.only_unit, seen.version)
    cut = Cut(
        id=work.new_id(),
        matter=off.matter,
        title=off.title,
        content=off.content,
        unit=await _unit(ticket, off.matter, work),
    )
    links = await store.links_of(work.db, {ticket.id})
    after, part = split(ticket, cut, await tickets.parts_of(work.db, ticket), links)
    await tickets.save(work.db, ticket, after)
    clocks = await _owe(after, part, work)
    part = replace(part, **deadline_columns(clocks))
    await _keep(after, part, work)
    why = ticket.order.hidden(off.reason)
    work.audit("ticket.split", str(after.id), part=str(part.id), matter=off.matter, reason=why)
    facts = work.clocks.as_facts(clocks)
    matter = off.matter.value
    work.announce(TicketSplit(**event_fields(part, facts), whole_id=after.id, part_no=part.part_no, matter_kind=matter))
    return part


async def _unit(ticket: Ticket, matter: MatterKind, work: Work) -> str:
    """The part stays where the order is, unless the dispatch table has something to say of its kind of matter."""
    table = await dispatch.current_table(work.db)
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
    await store.add_link(work.db, made)
    await history.note(work, whole.id, Act.split, f"{part.matter_kind.words if part.matter_kind else ''} {part.no}")
    await history.note(work, part.id, Act.split_off, whole.no)


class CoUnitsNamed(Body):
    """These units and no others; none ends the help. And why."""

    units: Annotated[
        tuple[Annotated[str, Line(40)], ...],
        Field(max_length=20),
        Input("协办单位", "协办单位可以查看本件（不含市民身份信息）并填写意见；都不选即取消协办。"),
    ]
    reason: Annotated[str, Line(500), Input("理由")]


async def name_co_units(ticket_id: UUID, named: CoUnitsNamed, version: int | None, work: Work) -> Ticket:
    """They may read the ticket, without the citizen, and give their opinion; no clock moves."""
    ticket = await tickets.to_change(work.db, ticket_id, work.actor.only_unit, version)
    today = office_day(work.now)
    units = sorted({in_service(code, today).code for code in named.units})
    after = co_handle(ticket, units)
    await tickets.save(work.db, ticket, after)
    await co_units.replace_units(work.db, ticket.id, units)
    why = ticket.order.hidden(named.reason)
    await history.note(work, after.id, Act.co_handled, f"{'、'.join(map(name_of, units)) or '无'}：{why}")
    work.audit("ticket.co_handled", str(after.id), units=units, reason=why)
    work.announce(CoHandlingNamed(**event_fields(after, await work.clocks.facts(after.id)), co_units=tuple(units)))
    return after


class OpinionSaid(Body):
    """协办意见。"""

    text: Annotated[str, Prose(4000), Input("协办意见", "本单位查明的情况，供主办单位汇总答复")]


async def give_opinion(ticket_id: UUID, said: OpinionSaid, version: int | None, work: Work) -> Ticket:
    """The helping unit reads the ticket, so it may change this one thing in it."""
    ticket = await tickets.ticket_of(work.db, ticket_id, work.actor.only_unit)
    if version not in (None, ticket.version):
        raise ChangedMeanwhile(tickets.CHANGED)
    opinion = Opinion(unit=work.actor.unit, at=work.now, by=Person.of(work.actor), text=said.text)
    after = given(ticket, await co_units.of_ticket(work.db, ticket.id), opinion)
    await tickets.save(work.db, ticket, after)
    await history.note(work, after.id, Act.opinion_given, name_of(opinion.unit))
    work.audit("ticket.opinion_given", str(after.id), unit=opinion.unit)
    work.announce(OpinionGiven(**event_fields(after, await work.clocks.facts(after.id)), by_unit=opinion.unit))
    return after
