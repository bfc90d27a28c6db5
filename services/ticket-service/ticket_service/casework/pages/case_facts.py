"""What the case page is drawn from: the ticket as this person may read it, its clocks, history and links."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.actor import Actor
from gongkai.clocks import store as clocks
from gongkai.desk.clock_face import face
from gongkai.documents.kinds import DOCX
from gongkai.organisation.units import name_of
from gongkai.runtime.service import ServiceRuntime
from ticket_service.attachments.pages import shown_files, upload_facts
from ticket_service.casework.domain.permissions import CaseAccess
from ticket_service.casework.pages.case_order import matter_told, order_told
from ticket_service.casework.pages.case_report import told_findings, wanted_of, words_of
from ticket_service.casework.pages.case_words import DECIDED, ON_ITS_WAY, STATES
from ticket_service.closing_report.domain.report import digest_of
from ticket_service.closing_report.usecases.report import judge_report
from ticket_service.linking import store as joining
from ticket_service.linking.domain import LinkKind
from ticket_service.linking.store import LinkedTicket
from ticket_service.reply_templates.store import templates_for
from ticket_service.ticket.domain.handling_rules import handling_rules
from ticket_service.ticket.domain.history import HistoryEntry
from ticket_service.ticket.domain.lifecycle import Act, TicketState, roles
from ticket_service.ticket.domain.readers import case_log_for, ticket_for
from ticket_service.ticket.domain.statutory import LIMITS
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.pages import TicketCase
from ticket_service.ticket.store import co_units, history
from ticket_service.ticket.values.order import OrderKind, Priority, Source

BY_CODE: Final = {limit.code: limit for limit in LIMITS}


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedCase(TicketCase):
    """A ticket with what its page tells besides the forms: `facts` are for the template, by the names it uses."""

    facing: CaseAccess
    history: Sequence[HistoryEntry]
    linked: tuple[LinkedTicket, ...]
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def known(self) -> str:
        """The newest entry of the history, by its id; later ones have greater ids."""
        return max((str(entry.id) for entry in self.history), default="")


async def open_case(
    ticket: Ticket, actor: Actor, db: AsyncConnection, running: ServiceRuntime, template: str = ""
) -> OpenedCase:
    """The case as this person finds it; as many statements for a long history as for a short one.

    `template` is the id of the reply template whose words stand in the form of the report.
    """
    now = running.timepiece.now()
    offered = await templates_for(db, ticket.unit)
    chosen = wanted_of(offered, template)
    case = await _case(ticket, actor, db, now)
    if chosen:
        case = replace(case, template_words=words_of(chosen, case.seen, now))
    facts = {
        "clocks": [
            (one.code, face(one, BY_CODE[one.code], running.calendar, now, one.met_at))
            for one in await clocks.of(db, ticket.id)
        ],
        "history": case.history,
        "case_files": await shown_files(db, ticket, actor),
        "templates": [(str(one.id), one.title) for one in offered],
        "template": chosen,
        **upload_facts(ticket, actor),
        **_told(ticket, actor),
        **_judged(case),
        **_company(case),
    }
    return replace(case, facts=facts)


async def _case(ticket: Ticket, actor: Actor, db: AsyncConnection, now: datetime) -> OpenedCase:
    """The ticket with its links and the judgement over its report."""
    linked = tuple(await joining.linked_tickets(db, ticket.id))
    helping = tuple(await co_units.of_ticket(db, ticket.id))
    facing = CaseAccess(
        ticket=ticket,
        actor=actor,
        now=now,
        co_units=helping,
        parts=tuple(one.other for one in linked if one.other.part_of == ticket.id),
        merged=any(one.leads for one in linked),
    )
    return OpenedCase(
        ticket=ticket,
        actor=actor,
        now=now,
        co_units=helping,
        has_lead_report=any(one.leads and one.other.report for one in linked),
        judged=await judge_report(ticket, db) if ticket.is_open and ticket.report else None,
        facing=facing,
        history=await history.of_ticket(db, ticket.id),
        linked=linked,
    )


def _judged(case: OpenedCase) -> dict[str, Any]:
    """What the gate says of a report that waits for its signature, and what is signed."""
    return {
        "judged": case.judged,
        "digest": digest_of(case.ticket) if case.judged else "",
        "may_preview": _may_preview(case),
    }


def _may_preview(case: OpenedCase) -> bool:
    return case.ticket.state is TicketState.report_filed and case.actor.has(*roles(Act.report_filed))


def _told(ticket: Ticket, actor: Actor) -> dict[str, Any]:
    """The ticket in words, as far as this person may read it."""
    seen = ticket_for(ticket, actor.unit)
    order = seen.order
    return {
        "ticket": seen,
        "protected": ticket.is_protected,
        "own": actor.unit == ticket.unit,
        "matter_told": matter_told(order),
        "order_told": order_told(order),
        "order": order,
        "dealt": case_log_for(ticket, actor.unit),
        "unit": name_of(ticket.unit),
        "unit_name": name_of,
        "state": STATES[ticket.state],
        "decided": DECIDED,
        "rules": handling_rules(),
        "on_its_way": ON_ITS_WAY[ticket.report_delivery] if ticket.report_delivery else "",
        "file_on_its_way": ON_ITS_WAY[ticket.report_upload] if ticket.report_upload else "",
        "words": (Source.said(order.source), OrderKind.said(order.kind), Priority.said(order.priority)),
        "marks": _marks(ticket),
        "files": _files(ticket, actor),
        "found": told_findings(seen.report) if seen.report else [],
    }


def _marks(ticket: Ticket) -> list[str]:
    """What one has to know of an order at the first glance."""
    citizen, dealt = ticket.order.citizen, ticket.case_log
    urged = f"催单{ticket.times_urged}次" if ticket.times_urged else ""
    supervised = f"督办{dealt.times_supervised}次" if dealt.times_supervised else ""
    by_kind = OrderKind.of(ticket.order.kind) is OrderKind.supervised
    marks = (
        "国办单" if Source.of(ticket.order.source) is Source.china_gov_website else "",
        "紧急" if Priority.of(ticket.order.priority) is Priority.urgent else "",
        supervised or ("督办单" if by_kind else ""),
        urged,
        "要求保密" if citizen.confidential else "",
        "匿名" if citizen.anonymous else "",
        ticket.matter_kind.words if ticket.matter_kind else "",
        f"第{dealt.cycle}轮办理" if dealt.cycle > 1 else "",
    )
    return [mark for mark in marks if mark]


def _company(case: OpenedCase) -> dict[str, Any]:
    """The tickets that belong to this one; another unit's is named, but leads nowhere for who may not see it."""
    only_unit = case.actor.only_unit
    linked = [
        {
            "kind": one.link.kind.words,
            "role": _role(one),
            "no": one.other.no,
            "href": f"/desk/tickets/{one.other.id}" if only_unit in (None, one.other.unit) else "",
            "state": STATES[one.other.state],
            "unit": name_of(one.other.unit),
            "at": one.link.at,
            "by": one.link.by,
        }
        for one in case.linked
    ]
    return {"linked": linked, "co_units": [name_of(code) for code in case.co_units]}


def _role(one: LinkedTicket) -> str:
    """What the other one is to this one."""
    first = one.link.other_id == one.other.id
    if one.link.kind is LinkKind.merged:
        return "主办件" if first else "并入本件"
    if one.link.kind is LinkKind.part:
        return "原工单" if first else "拆分件"
    return ""


def _files(ticket: Ticket, reader: Actor) -> list[dict[str, Any]]:
    """The signed files that this person may take away."""
    if ticket.report is None or ticket.report.files is None:
        return []
    files = ticket.report.files
    shown = [(files.hotline, "办结报告（报送热线，个人信息已遮盖）")]
    if reader.unit == ticket.unit:
        shown.append((files.archive, "办结报告（本单位存档，含个人信息，不得公开）"))
    here = f"/desk/tickets/{ticket.id}/report/files"
    return [
        {"title": title, "href": f"{here}/{file.id}", "size": file.size, "media_type": DOCX.media_type}
        for file, title in shown
    ]
