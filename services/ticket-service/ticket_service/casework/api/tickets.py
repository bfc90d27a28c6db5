"""Tickets over REST: read them, see their clocks, and do what their unit has to do."""

from collections.abc import Sequence
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from gongkai.actor import Actor
from gongkai.http.access import AccessTable, staff
from gongkai.http.dependencies import ActorDep, ReadDep, WorkDep
from gongkai.http.etag import IfMatch, etag, not_modified
from gongkai.http.paging import Page, PagingDep
from gongkai.mounts.clocks_api import explain_router
from gongkai.review.unmasking import Unmasking
from gongkai.runtime.service import FastAnswer, FastRead, Running
from ticket_service.closing_report.usecases.file_report import ReportDrafted, file_report
from ticket_service.closing_report.usecases.send_report_again import send_report_again
from ticket_service.handling.usecases.unmask_citizen import unmask_citizen
from ticket_service.requests.usecases.record_contact import ContactTried, record_contact
from ticket_service.routing.usecases.assign_ticket import Assigned, assign_ticket
from ticket_service.ticket.api.order_views import CitizenView
from ticket_service.ticket.api.views import TicketLine, TicketView, line, whole
from ticket_service.ticket.domain.lifecycle import OPEN, Act, TicketState, roles
from ticket_service.ticket.domain.statutory import LIMITS
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.store import tickets
from ticket_service.ticket.store.tickets import Sought
from ticket_service.ticket.values.order import Citizen

PREFIX: Final = "/api/v1/tickets"
READERS: Final = staff("clerk", "head", "office", "secrecy", "auditor")
HANDLERS: Final = staff("clerk", "head", "office")
OFFICE: Final = staff("office")

router = APIRouter(prefix=PREFIX, tags=["tickets"])
access: AccessTable = {
    ("GET", PREFIX): READERS,
    ("GET", f"{PREFIX}/{{ticket_id}}"): READERS,
    ("POST", f"{PREFIX}/{{ticket_id}}/contacts"): HANDLERS,
    ("PUT", f"{PREFIX}/{{ticket_id}}/report"): HANDLERS,
    ("POST", f"{PREFIX}/{{ticket_id}}/unmasking"): staff(*roles(Act.unmasked)),
    ("POST", f"{PREFIX}/{{ticket_id}}/assignment"): OFFICE,
    ("POST", f"{PREFIX}/{{ticket_id}}/report/delivery"): OFFICE,
}


async def visible(subject_id: UUID, db: ReadDep, actor: ActorDep) -> None:
    """Refuse those who may not see the ticket."""
    await tickets.ticket_of(db, subject_id, actor.only_unit)


clocks_router = explain_router(PREFIX, LIMITS, visible, READERS, tag="tickets")


async def _sought(
    actor: ActorDep,
    state: Annotated[list[TicketState] | None, Query(description="Of these states; without it, the open ones")] = None,
    unit: Annotated[str | None, Query(max_length=40, description="Code of a unit; clerks see only their own")] = None,
    helps: Annotated[bool, Query(description="Those with which one's own unit helps (协办)")] = False,
    objection: Annotated[
        Literal["pending"] | None, Query(description="Those on whose objection (派单异议) the office has to decide")
    ] = None,
) -> Sought:
    return Sought(
        states=tuple(sorted(set(state or OPEN))),
        unit=unit,
        reader=None if helps else actor.only_unit,
        helper=actor.unit if helps else None,
        objected=objection is not None,
    )


@router.get("", response_model=Page[TicketLine])
async def get_tickets(
    db: ReadDep, actor: ActorDep, paging: PagingDep, sought: Annotated[Sought, Depends(_sought)]
) -> dict[str, Any]:
    """Tickets in the order in which something is due for them."""
    found = await tickets.page(db, sought, paging.after(sought=sought), paging.limit + 1)
    page = paging.page(found, lambda one: (one.next_due_at, one.id), sought=sought)
    return page | {"items": [line(one, actor) for one in page["items"]]}


@router.get("/{ticket_id}", response_model=TicketView, responses={304: {"description": "Still the version you have"}})
async def get_ticket(ticket_id: UUID, db: ReadDep, actor: ActorDep, request: Request, response: Response) -> Any:
    """One ticket; its ETag is the version that an edit has to name."""
    if "if-none-match" in request.headers:
        version = await tickets.version_of(db, ticket_id, actor.only_unit)
        if known := not_modified(request, version):
            return known
    return shown(await tickets.ticket_of(db, ticket_id, actor.only_unit), actor, response)


async def _ready(running: Running, reader: Actor, ticket_id: str, known: Sequence[int]) -> FastAnswer | None:
    unit = reader.only_unit
    has = await tickets.ready_version(running.raw_connections, ticket_id, unit) if known else None
    if has is not None and has in known:
        return has, None
    ticket = await tickets.ready(running.raw_connections, ticket_id, unit)
    return None if ticket is None else (ticket.version, whole(ticket, reader).model_dump_json().encode())


ready = (FastRead(f"{PREFIX}/{{ticket_id}}", _ready),)


@router.post("/{ticket_id}/contacts", status_code=201, response_model=TicketView)
async def post_contact(
    ticket_id: UUID, tried: ContactTried, expected: IfMatch, work: WorkDep, response: Response
) -> TicketView:
    """Put an attempt to reach the citizen on file."""
    after = await record_contact(ticket_id, tried, expected.version, work)
    return shown(after, work.actor, response)


@router.put("/{ticket_id}/report", response_model=TicketView)
async def put_report(
    ticket_id: UUID, drafted: ReportDrafted, expected: IfMatch, work: WorkDep, response: Response
) -> TicketView:
    """Write the closing report."""
    after = await file_report(ticket_id, drafted, expected.version, work)
    return shown(after, work.actor, response)


@router.post("/{ticket_id}/unmasking", response_model=CitizenView)
async def post_unmasking(ticket_id: UUID, unmasking: Unmasking, work: WorkDep, response: Response) -> Citizen:
    """Who the citizen is, for a purpose that is written into the audit log and the ticket's history."""
    response.headers["Cache-Control"] = "no-store"
    return await unmask_citizen(ticket_id, unmasking.purpose, work)


@router.post("/{ticket_id}/assignment", response_model=TicketView)
async def post_assignment(
    ticket_id: UUID, assigned: Assigned, expected: IfMatch, work: WorkDep, response: Response
) -> TicketView:
    """Give the ticket to another unit."""
    after = await assign_ticket(ticket_id, assigned, expected.version, work)
    return shown(after, work.actor, response)


@router.post("/{ticket_id}/report/delivery", response_model=TicketView)
async def post_delivery(ticket_id: UUID, expected: IfMatch, work: WorkDep, response: Response) -> TicketView:
    """Send a report, or its file, again that could not be delivered."""
    return shown(await send_report_again(ticket_id, expected.version, work), work.actor, response)


def shown(ticket: Ticket, reader: Actor, response: Response) -> TicketView:
    """The ticket as this reader may see it, with the version that an edit has to name."""
    response.headers["ETag"] = etag(ticket.version)
    return whole(ticket, reader)
