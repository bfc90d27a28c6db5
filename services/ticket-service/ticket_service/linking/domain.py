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

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Final
from uuid import UUID

from gongkai.events.ticket import CoHandlingNamed, OpinionGiven, ReportFiled, TicketLinked, TicketSplit
from gongkai.organisation.units import name_of
from gongkai.refusals import Ground, Point, Refusal
from ticket_service.ticket.domain.change import Change, FurtherEntry
from ticket_service.ticket.domain.lifecycle import Act, TicketState, require
from ticket_service.ticket.domain.needs.need import ActContext
from ticket_service.ticket.domain.statutory import owed_from_receipt
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """`ticket_id` belongs to `other_id`; of two merged tickets the other one leads."""

    ticket_id: UUID
    other_id: UUID
    kind: LinkKind
    at: datetime
    by: str


def link(ticket: Ticket, other: Ticket, made: Link, why: str, links: Collection[Link]) -> Change:
    """Put two tickets together; `links` are those of both. Raises LinkedAlready, LinkUnfit."""
    kind = made.kind
    require(Act.linked, ticket)
    if any({one.ticket_id, one.other_id} == {ticket.id, other.id} for one in links):
        raise LinkedAlready("两个办件已经关联或并单。")
    if ticket.id == other.id:
        raise _unfit("/other_id", "不能与自身关联")
    if kind is LinkKind.part:
        raise _unfit("/kind", "拆分件只由拆分产生")
    if kind is LinkKind.merged:
        merged = [one for one in links if one.kind is LinkKind.merged]
        if any(one.ticket_id == ticket.id for one in merged):
            raise LinkedAlready("该办件已并入其他办件。")
        chained = any(one.ticket_id == other.id or one.other_id == ticket.id for one in merged)
        if chained or ticket.unit != other.unit or not other.is_open:
            raise _unfit("/other_id", "只能并入同一单位正在办理、且未并入其他办件的办件")
    why = other.order.hidden(ticket.order.hidden(why))
    return Change(
        act=Act.linked,
        ticket=ticket.after(Act.linked),
        at=made.at,
        note=f"{kind.words} {other.no}：{why}",
        also=(FurtherEntry(ticket_id=other.id, act=Act.linked, note=f"{kind.words} {ticket.no}：{why}"),),
        audit={"other": str(other.id), "kind": kind, "reason": why},
        event=partial(TicketLinked, other_id=other.id, kind=kind.value),
    )


def _unfit(pointer: str, words: str) -> LinkUnfit:
    return LinkUnfit(f"{words}。", points=(Point(pointer, LinkUnfit.code, words),))


def take_over(ticket: Ticket, lead: Ticket | None, by: Person, at: datetime) -> Change:
    """Draft this ticket's report with the words of the leading one's. Raises NoLeadReport if there is none."""
    if lead is None or lead.report is None:
        raise NoLeadReport("该办件未并单，或主办件尚无办结报告。")
    findings = lead.report.findings and lead.report.findings.of_the_matter()
    written = ReportText(handling=lead.report.handling, reply_points=lead.report.reply_points, findings=findings)
    report = Report.drafted(written, ticket.report_requirements, by, at)
    after = ticket.file_report(report.resting_on(ticket.report, lead.report))
    return Change(
        act=Act.report_filed,
        ticket=after,
        at=at,
        note=f"{LinkKind.merged.words} {lead.no}",
        audit={"version": after.version},
        event=ReportFiled,
    )


def co_handle(ticket: Ticket, units: Sequence[str], why: str, at: datetime) -> Change:
    """Let these units help (协办); the one that leads still owes everything. Raises CoHandlingUnfit."""
    require(Act.co_handled, ticket)
    if ticket.unit in units or len(units) > UNITS_AT_MOST:
        words = f"协办单位不含主办单位，最多{UNITS_AT_MOST}个"
        raise CoHandlingUnfit(f"{words}。", points=(Point("/units", CoHandlingUnfit.code, words),))
    why = ticket.order.hidden(why)
    return Change(
        act=Act.co_handled,
        ticket=ticket.after(Act.co_handled),
        at=at,
        note=f"{'、'.join(map(name_of, units)) or '无'}：{why}",
        audit={"units": units, "reason": why},
        event=partial(CoHandlingNamed, co_units=tuple(units)),
    )


def give_opinion(ticket: Ticket, co_units: Collection[str], opinion: Opinion) -> Change:
    """Put on file what a helping unit found. Raises NotCoHandling for any other unit."""
    require(Act.opinion_given, ticket, ActContext(unit=opinion.unit, co_units=co_units))
    opinions = (*ticket.case_log.opinions, opinion)
    return Change(
        act=Act.opinion_given,
        ticket=ticket.after(Act.opinion_given, dealings=replace(ticket.case_log, opinions=opinions)),
        at=opinion.at,
        note=name_of(opinion.unit),
        audit={"unit": opinion.unit},
        event=partial(OpinionGiven, by_unit=opinion.unit),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """What is cut off: which kind of matter, in which words, for which unit, when and why."""

    id: UUID
    at: datetime
    matter: MatterKind
    title: str
    content: str
    unit: str
    reason: str = ""


def split(ticket: Ticket, cut: Cut, parts: Collection[Ticket], links: Collection[Link]) -> tuple[Change, Change]:
    """Cut a part off: what that is for the order, and for the part; `parts` and `links` are those that the order has.
    Raises SplitUnfit."""
    merged = any(one.kind is LinkKind.merged and one.ticket_id == ticket.id for one in links)
    require(Act.split, ticket, ActContext(parts=len(parts), merged=merged))
    part = _part(ticket, cut, len(parts) + 1)
    why = ticket.order.hidden(cut.reason)
    whole = Change(
        act=Act.split,
        ticket=ticket.after(Act.split),
        at=cut.at,
        note=f"{cut.matter.words} {part.no}",
        audit={"part": str(part.id), "matter": cut.matter, "reason": why},
    )
    split_off = Change(
        act=Act.split_off,
        ticket=part,
        at=cut.at,
        note=ticket.no,
        moments=owed_from_receipt(part),
        event=partial(TicketSplit, whole_id=ticket.id, part_no=part.part_no, matter_kind=cut.matter.value),
    )
    return whole, split_off


def _part(ticket: Ticket, cut: Cut, part_no: int) -> Ticket:
    """The new part. The citizen's letter and files stay with the order, for they speak of all of it."""
    order = replace(
        ticket.order,
        title=cut.title,
        content=cut.content,
        matter=cut.matter.words,
        letter="",
        citizen=replace(ticket.order.citizen, confidential=ticket.is_protected),
        attachments=(),
    )
    return Ticket(
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
