"""The case page of a ticket: everything a clerk needs to know, and the few things he has to do."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.actor import Actor
from gongkai.clocks import store as clocks
from gongkai.clocks.pages import explanation_access, explanation_pages
from gongkai.database.work import Work
from gongkai.files.kinds import DOCX
from gongkai.organisation.units import UnitKind, name_of, units
from gongkai.refusals import Refusal
from gongkai.running import Running
from gongkai.web.access import AccessTable, staff
from gongkai.web.clock_face import face
from gongkai.web.dependencies import ActorDep, PagesDep, ReadDep, RunningDep
from gongkai.web.forms import read_form, typed_in
from gongkai.web.problems import status_of
from gongkai.web.render import Pages, field_errors
from ticket_service.domain.closing_report import digest_of
from ticket_service.domain.contact import Channel, Outcome
from ticket_service.domain.course import TicketState
from ticket_service.domain.order import Kind, Priority, Source
from ticket_service.domain.statutory import LIMITS
from ticket_service.domain.ticket import ReportDelivery, Ticket
from ticket_service.store import history, tickets
from ticket_service.usecases.assign_ticket import Assigned, assign_ticket
from ticket_service.usecases.file_report import ReportDrafted, file_report
from ticket_service.usecases.judge_report import judge_report
from ticket_service.usecases.record_contact import ContactTried, record_contact
from ticket_service.usecases.send_report_again import send_report_again

PREFIX: Final = "/desk/tickets"
CASE: Final = f"{PREFIX}/{{ticket_id}}"
READERS: Final = staff("clerk", "head", "office", "secrecy", "auditor")
HANDLERS: Final = staff("clerk", "head", "office")
SIGNERS: Final = staff("head", "office")
OFFICE: Final = staff("office")
SECRECY: Final = staff("secrecy")
STATES: Final = {
    TicketState.received: "待先行联系",
    TicketState.handling: "办理中",
    TicketState.report_filed: "待签发",
    TicketState.signed: "已签收，待先行联系",
    TicketState.rehandling: "重办中",
    TicketState.finished: "已办结",
    TicketState.closed: "已结案",
    TicketState.surveyed: "已评价",
    TicketState.archived: "已归档",
    TicketState.returned: "已退回热线",
    TicketState.cancelled: "已撤单",
}
ON_ITS_WAY: Final = {
    ReportDelivery.queued: "正在报送热线",
    ReportDelivery.delivered: "热线已收到",
    ReportDelivery.failed: "报送失败，请检查后重新报送",
}

router = APIRouter(prefix=PREFIX, include_in_schema=False)
access: AccessTable = {
    ("GET", CASE): READERS,
    ("POST", f"{CASE}/contacts"): HANDLERS,
    ("POST", f"{CASE}/report"): HANDLERS,
    ("POST", f"{CASE}/assignment"): OFFICE,
    ("POST", f"{CASE}/delivery"): OFFICE,
    **explanation_access(PREFIX, READERS),
}


async def number(subject_id: UUID, db: ReadDep, actor: ActorDep) -> str:
    """The ticket's number, for those who may see it."""
    return (await tickets.ticket_of(db, subject_id, actor.only_unit)).no


clock_pages = explanation_pages(PREFIX, LIMITS, number)


class Desk:
    """One person at the page of one ticket."""

    def __init__(self, ticket_id: UUID, request: Request, running: Running, actor: Actor, pages: Pages) -> None:
        self.ticket_id = ticket_id
        self.actor = actor
        self.request = request
        self.running = running
        self._pages = pages

    async def show(self, typed: dict[str, str] | None = None, refusal: Refusal | None = None) -> HTMLResponse:
        """The page as it is now; after a refusal with what was typed, and what is wrong with it."""
        async with self.running.reading() as db:
            shown = await self._facts(db)
        return self._pages.render(
            self.request,
            "case.html",
            status_code=status_of(refusal) if refusal else 200,
            form=typed or shown["report_so_far"],
            refused=refusal.detail if refusal else "",
            errors=field_errors(refusal.points) if refusal else {},
            **shown,
        )

    async def act(self, do: Callable[[dict[str, str], int | None, Work], Awaitable[object]]) -> Response:
        """Do what a form asks for, in one transaction."""

        async def at_once(typed: dict[str, str], version: int | None) -> None:
            async with self.running.work(self.actor) as work:
                await do(typed, version, work)

        return await self.attempt(at_once)

    async def attempt(self, do: Callable[[dict[str, str], int | None], Awaitable[object]]) -> Response:
        """Do what a form asks for, and lead back to the page; a refusal is shown in the page, the form is kept."""
        typed = await typed_in(self.request)
        version = int(typed["version"]) if typed.get("version", "").isdecimal() else -1
        try:
            await do(typed, version)
        except Refusal as refusal:
            return await self.show(typed, refusal)
        return RedirectResponse(f"{PREFIX}/{self.ticket_id}", status_code=303)

    async def _facts(self, db: AsyncConnection) -> dict[str, Any]:
        ticket = await tickets.ticket_of(db, self.ticket_id, self.actor.only_unit)
        seen, now = ticket.seen_by(self.actor.unit), self.running.timepiece.now()
        order = seen.order
        by_code = {limit.code: limit for limit in LIMITS}
        to_sign = ticket.is_open and ticket.report is not None
        return {
            "ticket": seen,
            "order": order,
            "report_so_far": _report_so_far(ticket) if seen is ticket else {},
            "unit": name_of(ticket.unit),
            "state": STATES[ticket.state],
            "on_its_way": ON_ITS_WAY[ticket.report_delivery] if ticket.report_delivery else "",
            "file_on_its_way": ON_ITS_WAY[ticket.report_upload] if ticket.report_upload else "",
            "judged": await judge_report(ticket, db) if to_sign else None,
            "digest": digest_of(ticket) if to_sign else "",
            "files": _files(ticket, self.actor),
            "words": (Source.said(order.source), Kind.said(order.kind), Priority.said(order.priority)),
            "clocks": [
                (one.code, face(one, by_code[one.code], self.running.calendar, now))
                for one in await clocks.of(db, ticket.id)
            ],
            "history": await history.of_ticket(db, ticket.id),
            "channels": [(one.value, one.words) for one in Channel],
            "outcomes": [(one.value, one.words) for one in Outcome],
            "units": [(one.code, one.name) for one in units().values() if one.kind is not UnitKind.group],
            "may": _may(ticket, self.actor),
        }


async def _at_desk(ticket_id: UUID, request: Request, running: RunningDep, actor: ActorDep, pages: PagesDep) -> Desk:
    return Desk(ticket_id, request, running, actor, pages)


AtDesk = Annotated[Desk, Depends(_at_desk)]


@router.get("/{ticket_id}")
async def show_case(desk: AtDesk) -> HTMLResponse:
    """The page."""
    return await desk.show()


@router.post("/{ticket_id}/contacts")
async def post_contact(desk: AtDesk) -> Response:
    """The form of an attempt to reach the citizen."""
    return await desk.act(
        lambda typed, version, work: record_contact(desk.ticket_id, read_form(ContactTried, typed), version, work)
    )


@router.post("/{ticket_id}/report")
async def post_report(desk: AtDesk) -> Response:
    """The form of the closing report."""
    return await desk.act(
        lambda typed, version, work: file_report(desk.ticket_id, read_form(ReportDrafted, typed), version, work)
    )


@router.post("/{ticket_id}/assignment")
async def post_assignment(desk: AtDesk) -> Response:
    """The form by which the office gives the ticket to another unit."""
    return await desk.act(
        lambda typed, version, work: assign_ticket(desk.ticket_id, read_form(Assigned, typed), version, work)
    )


@router.post("/{ticket_id}/delivery")
async def post_delivery(desk: AtDesk) -> Response:
    """Send the report, or its file, once more."""
    return await desk.act(lambda typed, version, work: send_report_again(desk.ticket_id, version, work))


def _may(ticket: Ticket, actor: Actor) -> dict[str, bool]:
    """Which forms this person gets to see; the rules themselves stand in the domain and in the access table."""
    drafter = ticket.report.drafted_by.id if ticket.report else ""
    handles = ticket.is_open and HANDLERS.admits(actor) and actor.only_unit in (None, ticket.unit)
    return {
        "contact": handles,
        "report": handles and ticket.contacted_at is not None,
        "sign": ticket.state is TicketState.report_filed and SIGNERS.admits(actor) and drafter != actor.id,
        "assign": ticket.is_open and OFFICE.admits(actor),
        "preview": ticket.state is TicketState.report_filed and HANDLERS.admits(actor),
        "let_pass": ticket.state is TicketState.report_filed and SECRECY.admits(actor),
        "resend": ReportDelivery.failed in (ticket.report_delivery, ticket.report_upload) and OFFICE.admits(actor),
    }


def _report_so_far(ticket: Ticket) -> dict[str, str]:
    if ticket.report is None:
        return {}
    return {"handling": ticket.report.handling, "reply_points": ticket.report.reply_points}


def _files(ticket: Ticket, reader: Actor) -> list[dict[str, Any]]:
    """The signed files that this person may take away."""
    if ticket.report is None or ticket.report.files is None:
        return []
    files = ticket.report.files
    shown = [(files.hotline, "办结报告（报送热线，个人信息已遮盖）")]
    if reader.unit == ticket.unit:
        shown.append((files.archive, "办结报告（本单位存档，含个人信息，不得公开）"))
    here = f"{PREFIX}/{ticket.id}/report/files"
    return [
        {"title": title, "href": f"{here}/{file.id}", "size": file.size, "media_type": DOCX.media_type}
        for file, title in shown
    ]
