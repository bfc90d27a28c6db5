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
from gongkai.organisation.units import UnitKind, name_of, units
from gongkai.refusals import Refusal
from gongkai.running import Running
from gongkai.web.access import AccessTable, staff
from gongkai.web.clock_face import face
from gongkai.web.dependencies import ActorDep, PagesDep, ReadDep, RunningDep
from gongkai.web.forms import read_form, typed_in
from gongkai.web.problems import status_of
from gongkai.web.render import Pages, field_errors
from ticket_service.domain.contact import Channel, Outcome
from ticket_service.domain.order import Kind, Priority, Source
from ticket_service.domain.ticket import LIMITS, ReportDelivery, Ticket, TicketState
from ticket_service.store import history, tickets
from ticket_service.usecases.assign_ticket import Assigned, assign_ticket
from ticket_service.usecases.file_report import ReportDrafted, file_report
from ticket_service.usecases.record_contact import ContactTried, record_contact
from ticket_service.usecases.send_report_again import send_report_again
from ticket_service.usecases.sign_off_report import sign_off_report

PREFIX: Final = "/desk/tickets"
CASE: Final = f"{PREFIX}/{{ticket_id}}"
READERS: Final = staff("clerk", "head", "office", "auditor")
HANDLERS: Final = staff("clerk", "head", "office")
SIGNERS: Final = staff("head", "office")
OFFICE: Final = staff("office")
STATES: Final = {
    TicketState.received: "待先行联系",
    TicketState.handling: "办理中",
    TicketState.report_filed: "待签发",
    TicketState.finished: "已办结",
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
    ("POST", f"{CASE}/sign-off"): SIGNERS,
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
        self._request = request
        self._running = running
        self._pages = pages

    async def show(self, typed: dict[str, str] | None = None, refusal: Refusal | None = None) -> HTMLResponse:
        """The page as it is now; after a refusal with what was typed, and what is wrong with it."""
        async with self._running.reading() as db:
            shown = await self._facts(db)
        return self._pages.render(
            self._request,
            "case.html",
            status_code=status_of(refusal) if refusal else 200,
            form=typed or _report_so_far(shown["ticket"]),
            refused=refusal.detail if refusal else "",
            errors=field_errors(refusal.points) if refusal else {},
            **shown,
        )

    async def act(self, do: Callable[[dict[str, str], int | None, Work], Awaitable[Ticket]]) -> Response:
        """Do what a form asks for, and lead back to the page; a refusal is shown in the page, the form is kept."""
        typed = await typed_in(self._request)
        version = int(typed["version"]) if typed.get("version", "").isdecimal() else -1
        try:
            async with self._running.work(self.actor) as work:
                await do(typed, version, work)
        except Refusal as refusal:
            return await self.show(typed, refusal)
        return RedirectResponse(f"{PREFIX}/{self.ticket_id}", status_code=303)

    async def _facts(self, db: AsyncConnection) -> dict[str, Any]:
        ticket = await tickets.ticket_of(db, self.ticket_id, self.actor.only_unit)
        order, now = ticket.order_for(self.actor.unit), self._running.timepiece.now()
        by_code = {limit.code: limit for limit in LIMITS}
        return {
            "ticket": ticket,
            "order": order,
            "unit": name_of(ticket.unit),
            "state": STATES[ticket.state],
            "on_its_way": ON_ITS_WAY[ticket.report_delivery] if ticket.report_delivery else "",
            "words": (Source.said(order.source), Kind.said(order.kind), Priority.said(order.priority)),
            "clocks": [
                (one.code, face(one, by_code[one.code], self._running.calendar, now))
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


@router.post("/{ticket_id}/sign-off")
async def post_sign_off(desk: AtDesk) -> Response:
    """The signature under the report."""
    return await desk.act(lambda typed, version, work: sign_off_report(desk.ticket_id, version, work))


@router.post("/{ticket_id}/assignment")
async def post_assignment(desk: AtDesk) -> Response:
    """The form by which the office gives the ticket to another unit."""
    return await desk.act(
        lambda typed, version, work: assign_ticket(desk.ticket_id, read_form(Assigned, typed), version, work)
    )


@router.post("/{ticket_id}/delivery")
async def post_delivery(desk: AtDesk) -> Response:
    """Send the report once more."""
    return await desk.act(lambda typed, version, work: send_report_again(desk.ticket_id, version, work))


def _may(ticket: Ticket, actor: Actor) -> dict[str, bool]:
    """Which forms this person gets to see; the rules themselves stand in the domain and in the access table."""
    drafter = ticket.report.drafted_by.id if ticket.report else ""
    handles = ticket.is_open and HANDLERS.admits(actor)
    return {
        "contact": handles,
        "report": handles and ticket.contacted_at is not None,
        "sign": ticket.state is TicketState.report_filed and SIGNERS.admits(actor) and drafter != actor.id,
        "assign": ticket.is_open and OFFICE.admits(actor),
        "resend": ticket.report_delivery is ReportDelivery.failed and OFFICE.admits(actor),
    }


def _report_so_far(ticket: Ticket) -> dict[str, str]:
    if ticket.report is None:
        return {}
    return {"handling": ticket.report.handling, "reply_points": ticket.report.reply_points}
