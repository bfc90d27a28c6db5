"""Tickets that belong together, and units that handle one together (requirement C9).

Merging (并单) lets one report serve several requests; each citizen is still owed his contact, his days and his answer,
so no clock moves and every ticket is signed by itself.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from gongkai.refusals import Ground, Refusal
from ticket_service.ticket.domain.lifecycle import Act
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.values.case_log import Opinion
from ticket_service.ticket.values.order import Word
from ticket_service.ticket.values.person import Person
from ticket_service.ticket.values.report import Report, Written

UNITS_AT_MOST: Final = 10


class LinkKind(Word):
    """How two tickets belong together; `merged`: the first is handled with the second, which leads; `part`: the first
    was split from the second."""

    merged = "merged", "并单"
    related = "related", "关联"
    part = "part", "拆分"
    other = "other", "其他"


class LinkUnfit(Refusal):
    """A ticket is not linked to itself, nor merged into one that is itself merged or lies with another unit; and what
    is a part was split off."""

    code = "link-unfit"
    ground = Ground.unfit


class LinkedAlready(Refusal):
    """These two belong together already; a ticket is merged once."""

    code = "linked-already"
    ground = Ground.conflict


class NoLeadReport(Refusal):
    """The ticket is not merged, or the leading one has no report yet."""

    code = "no-lead-report"
    ground = Ground.untimely


class CoHandlingUnfit(Refusal):
    """The unit that leads does not help itself, and there are not too many."""

    code = "co-handling-unfit"
    ground = Ground.unfit


class NotCoHandling(Refusal):
    """Only a unit that was asked to help gives its opinion."""

    code = "not-co-handling"
    ground = Ground.forbidden


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """`ticket_id` belongs to `other_id`; of two merged tickets the other one leads."""

    ticket_id: UUID
    other_id: UUID
    kind: LinkKind
    at: datetime
    by: str


def link(ticket: Ticket, other: Ticket, kind: LinkKind, links: Collection[Link]) -> Ticket:
    """Put two tickets together; `links` are those of both."""
    ticket.refuse_impossible(Act.linked)
    if any({one.ticket_id, one.other_id} == {ticket.id, other.id} for one in links):
        raise LinkedAlready("两个办件已经关联或并单。")
    if ticket.id == other.id:
        raise LinkUnfit("不能与自身关联。")
    if kind is LinkKind.part:
        raise LinkUnfit("拆分件只由拆分产生。")
    if kind is LinkKind.merged:
        merged = [one for one in links if one.kind is LinkKind.merged]
        if any(one.ticket_id == ticket.id for one in merged):
            raise LinkedAlready("该办件已并入其他办件。")
        chained = any(one.ticket_id == other.id or one.other_id == ticket.id for one in merged)
        if chained or ticket.unit != other.unit or not other.is_open:
            raise LinkUnfit("只能并入同一单位正在办理、且未并入其他办件的办件。")
    return ticket.after(Act.linked)


def take_over(ticket: Ticket, lead: Ticket | None, by: Person, at: datetime) -> Ticket:
    """The words of the leading ticket's report as the draft of this one's."""
    if lead is None or lead.report is None:
        raise NoLeadReport("该办件未并单，或主办件尚无办结报告。")
    findings = lead.report.findings and lead.report.findings.of_the_matter()
    written = Written(handling=lead.report.handling, reply_points=lead.report.reply_points, findings=findings)
    return ticket.file_report(Report.drafted(written, ticket.wanted, by, at))


def co_handle(ticket: Ticket, units: Collection[str]) -> Ticket:
    """These units help (协办); the one that leads still owes everything."""
    ticket.refuse_impossible(Act.co_handled)
    if ticket.unit in units or len(units) > UNITS_AT_MOST:
        raise CoHandlingUnfit(f"协办单位不含主办单位，最多{UNITS_AT_MOST}个。")
    return ticket.after(Act.co_handled)


def give_opinion(ticket: Ticket, co_units: Collection[str], opinion: Opinion) -> Ticket:
    """What a helping unit found."""
    ticket.refuse_impossible(Act.opinion_given)
    if opinion.unit not in co_units:
        raise NotCoHandling("只有协办单位可以填写协办意见。")
    opinions = (*ticket.dealt.opinions, opinion)
    return ticket.after(Act.opinion_given, dealings=replace(ticket.dealt, opinions=opinions))
