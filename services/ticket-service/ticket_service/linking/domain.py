"""Tickets that belong together, units that handle one together, and matters split off an order (requirement C9).

Merging (并单) lets one report serve several requests; each citizen is still owed a contact, the days and an answer, so
no clock moves and every ticket is signed by itself.

Splitting (诉求拆分) makes two tickets of one message that is both a complaint and a report. The hotline knows one order
and wants one report. So the order keeps its one ticket, and each part is a ticket of its own beside it, with its
number, unit, kind of matter and report:

- a part owes what the order owes at that moment: its two clocks are the order's, so they count from the same receipt,
  and a contact that was made counts, for it is the same citizen; the limits of the law for its matter run beside them;
- whoever is protected as the order's reporter (举报) is protected in each part, whatever that is called.

What happens to the order later reaches its open parts: see `ticket.domain.parts`.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from gongkai.refusals import Ground, Refusal
from ticket_service.ticket.domain.lifecycle import Act, TicketState
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.values.case_log import MatterKind, Opinion
from ticket_service.ticket.values.number import number_of_part
from ticket_service.ticket.values.order import WordEnum
from ticket_service.ticket.values.person import Person
from ticket_service.ticket.values.report import Report, ReportText

UNITS_AT_MOST: Final = 10


class LinkKind(WordEnum):
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
    written = ReportText(handling=lead.report.handling, reply_points=lead.report.reply_points, findings=findings)
    return ticket.file_report(Report.drafted(written, ticket.report_requirements, by, at))


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
    opinions = (*ticket.case_log.opinions, opinion)
    return ticket.after(Act.opinion_given, dealings=replace(ticket.case_log, opinions=opinions))


PARTS_AT_MOST: Final = 9


class SplitUnfit(Refusal):
    """A part is not split again, nor a ticket that was merged into another; and an order has at most nine parts."""

    code = "split-unfit"
    ground = Ground.unfit


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """What is cut off: which kind of matter, in which words, for which unit."""

    id: UUID
    matter: MatterKind
    title: str
    content: str
    unit: str


def split(ticket: Ticket, cut: Cut, parts: Collection[Ticket], links: Collection[Link]) -> tuple[Ticket, Ticket]:
    """The order's ticket and its new part; `parts` and `links` are those that it has. The citizen's letter
    and files stay with the order, for they speak of all of it."""
    ticket.refuse_impossible(Act.split)
    merged = any(one.kind is LinkKind.merged and one.ticket_id == ticket.id for one in links)
    if ticket.part_of or merged or len(parts) >= PARTS_AT_MOST:
        raise SplitUnfit(f"拆分件和已并入其他办件的办件不能拆分，一个工单最多拆分{PARTS_AT_MOST}件。")
    part_no = len(parts) + 1
    order = replace(
        ticket.order,
        title=cut.title,
        content=cut.content,
        matter=cut.matter.words,
        letter="",
        citizen=replace(ticket.order.citizen, confidential=ticket.is_protected),
        attachments=(),
    )
    part = Ticket(
        id=cut.id,
        no=number_of_part(ticket.no, part_no),
        order_no=ticket.order_no,
        part_of=ticket.id,
        part_no=part_no,
        order=order,
        unit=cut.unit,
        state=TicketState.handling if ticket.contacted_at else TicketState.received,
        arrived_at=ticket.arrived_at,
        received_at=ticket.received_at,
        content_as_of=ticket.content_as_of,
        contacts=ticket.contacts,
        contacted_at=ticket.contacted_at,
        matter_kind=cut.matter,
    )
    return ticket.after(Act.split), part
