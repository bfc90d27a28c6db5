"""What the case page is drawn from: the ticket as this person may read it, its clocks, history, links, and forms."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.actor import Actor
from gongkai.clocks import store as clocks
from gongkai.desk.clock_face import face
from gongkai.documents.kinds import DOCX
from gongkai.organisation.units import name_of, units_of
from gongkai.runtime.service import Running
from gongkai.worktime.days import office_day
from ticket_service.attachments.pages import shown_files, uploading
from ticket_service.casework.domain.next_step import next_step
from ticket_service.casework.domain.permissions import Facing
from ticket_service.casework.pages.case_forms import Case, forms_of, grouped, in_form, main_form
from ticket_service.casework.pages.case_order import matter_told, order_told
from ticket_service.casework.pages.case_report import report_options, told_findings, wanted_of, words_of, written_so_far
from ticket_service.casework.pages.case_words import DECIDED, ON_ITS_WAY, STATES
from ticket_service.closing_report.domain.report import digest_of
from ticket_service.closing_report.usecases.report import judge_report
from ticket_service.linking import store as joining
from ticket_service.linking.domain import LinkKind
from ticket_service.linking.store import Linked
from ticket_service.reply_templates.store import templates_for
from ticket_service.ticket.domain.handling_rules import handling_rules
from ticket_service.ticket.domain.lifecycle import Act, TicketState, roles
from ticket_service.ticket.domain.readers import dealings_for, seen_by
from ticket_service.ticket.domain.statutory import LIMITS, steps_open
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.store import co_units, history
from ticket_service.ticket.values.case_log import MatterKind, ReturnReason
from ticket_service.ticket.values.channels import LegalChannel
from ticket_service.ticket.values.contact import Channel, Outcome
from ticket_service.ticket.values.order import Kind, Priority, Source

BY_CODE: Final = {limit.code: limit for limit in LIMITS}


async def case_of(
    ticket: Ticket, actor: Actor, db: AsyncConnection, running: Running, template: str = ""
) -> dict[str, Any]:
    """Everything but what was just typed or refused; as many statements for a long history as for a short one.
    `template` is the id of the one whose words stand in the form of the report."""
    now = running.timepiece.now()
    case = await _case(ticket, actor, db, now)
    entries = await history.of_ticket(db, ticket.id)
    offered = await templates_for(db, ticket.unit)
    chosen = wanted_of(offered, template)
    words = in_form("report", words_of(chosen, seen_by(ticket, actor.unit), now)) if chosen else {}
    return {
        "here": f"/desk/tickets/{ticket.id}",
        "clocks": [
            (one.code, face(one, BY_CODE[one.code], running.calendar, now)) for one in await clocks.of(db, ticket.id)
        ],
        "history": entries,
        "known": max((str(entry.id) for entry in entries), default=""),
        "case_files": await shown_files(db, ticket, actor),
        "templates": [(str(one.id), one.title) for one in offered],
        "template": chosen,
        "so_far": _so_far(case) | words,
        **uploading(ticket, actor),
        **_told(ticket, actor),
        **_judged(case),
        **_company(case),
        **_forms(case),
    }


async def _case(ticket: Ticket, actor: Actor, db: AsyncConnection, now: datetime) -> Case:
    """What decides which forms there are."""
    linked = tuple(await joining.linked(db, ticket.id))
    facing = Facing(
        ticket=ticket,
        actor=actor,
        now=now,
        co_units=tuple(await co_units.of_ticket(db, ticket.id)),
        parts=tuple(one.other for one in linked if one.other.part_of == ticket.id),
        merged=any(one.leads for one in linked),
    )
    judged = await judge_report(ticket, db) if ticket.is_open and ticket.report else None
    return Case(facing=facing, judged=judged, linked=linked)


def _judged(case: Case) -> dict[str, Any]:
    """What the gate says of a report that waits for its signature, and what is signed."""
    return {"judged": case.judged, "digest": digest_of(case.facing.ticket) if case.judged else ""}


def _told(ticket: Ticket, actor: Actor) -> dict[str, Any]:
    """The ticket in words, as far as this person may read it."""
    seen = seen_by(ticket, actor.unit)
    order = seen.order
    return {
        "ticket": seen,
        "protected": ticket.is_protected,
        "own": actor.unit == ticket.unit,
        "matter_told": matter_told(order),
        "order_told": order_told(order),
        "order": order,
        "dealt": dealings_for(ticket, actor.unit),
        "unit": name_of(ticket.unit),
        "unit_name": name_of,
        "state": STATES[ticket.state],
        "decided": DECIDED,
        "rules": handling_rules(),
        "on_its_way": ON_ITS_WAY[ticket.report_delivery] if ticket.report_delivery else "",
        "file_on_its_way": ON_ITS_WAY[ticket.report_upload] if ticket.report_upload else "",
        "words": (Source.said(order.source), Kind.said(order.kind), Priority.said(order.priority)),
        "marks": _marks(ticket),
        "files": _files(ticket, actor),
        "found": told_findings(seen.report) if seen.report else [],
    }


def _marks(ticket: Ticket) -> list[str]:
    """What one has to know of an order at the first glance."""
    citizen, dealt = ticket.order.citizen, ticket.dealt
    urged = f"催单{ticket.times_urged}次" if ticket.times_urged else ""
    supervised = f"督办{dealt.times_supervised}次" if dealt.times_supervised else ""
    by_kind = Kind.of(ticket.order.kind) is Kind.supervised
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


def _company(case: Case) -> dict[str, Any]:
    """The tickets that belong to this one; another unit's is named, but leads nowhere for who may not see it."""
    only_unit = case.facing.actor.only_unit
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
    return {"linked": linked, "co_units": [name_of(code) for code in case.facing.co_units]}


def _role(one: Linked) -> str:
    """What the other one is to this one."""
    first = one.link.other_id == one.other.id
    if one.link.kind is LinkKind.merged:
        return "主办件" if first else "并入本件"
    if one.link.kind is LinkKind.part:
        return "原工单" if first else "拆分件"
    return ""


def _forms(case: Case) -> dict[str, Any]:
    """The forms there are, the one that stands out, and the options that they offer."""
    ticket = case.facing.ticket
    forms = forms_of(case)
    step = next_step(case.facing, case.held)
    main = main_form(forms, step.act)
    return {
        "next": step,
        "main": main,
        "groups": grouped(forms, main),
        "may": {form.name for form in forms},
        "may_preview": ticket.state is TicketState.report_filed and case.facing.actor.has(*roles(Act.report_filed)),
        "channels": [(one.value, one.words) for one in Channel],
        "outcomes": [(one.value, one.words) for one in Outcome],
        "return_reasons": [(one.value, one.words) for one in ReturnReason],
        "pause_rules": [(one.code, one.title) for one in handling_rules().pauses.values()],
        "all_matters": [(one.value, one.words) for one in MatterKind],
        "legal_channels": [(one.value, one.words) for one in LegalChannel],
        **report_options(ticket),
        "matters": [(one.value, one.words) for one in MatterKind if one is not ticket.matter_kind],
        "steps": [(one.value, one.words) for one in steps_open(ticket)],
        "link_kinds": [(one.value, one.words) for one in (LinkKind.merged, LinkKind.related)],
        "units": [(one.code, one.name) for one in units_of(office_day(case.facing.now)) if one.code != ticket.unit],
    }


def _so_far(case: Case) -> dict[str, str]:
    """What the forms say before anybody typed into them."""
    values = dict[str, str]()
    if case.facing.is_own:
        seen = seen_by(case.facing.ticket, case.facing.actor.unit)
        values = in_form("parts", {"title": seen.order.title, "content": seen.order.content})
        values |= in_form("report", written_so_far(seen.report)) if seen.report else {}
    for code in case.facing.co_units:
        values[f"co-units-{code}"] = "yes"
    if (said := case.facing.ticket.dealt.pending_objection) and said.proposed_unit:
        values["assignment-unit"] = said.proposed_unit
    return values


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
