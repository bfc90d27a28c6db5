"""TODO ticket_service.casework.api"""

from collections.abc import Sequence
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from gongkai.actor import Actor
from gongkai.http.access import AccessTable, staff
from gongkai.http.dependencies import ActorDep, ReadDep, WorkDep
from gongkai.http.etag import IfMatch, etag, not_modified
from gongkai.http.fast_answers import Found, ReadyAnswer
from gongkai.http.paging import Page, PagingDep
from gongkai.mounts.clocks_api import explain_access, explain_router
from gongkai.review.unmasking import Unmasking
from gongkai.runtime.service_runtime import Running
from ticket_service.closing_report.usecases.report import ReportDrafted, file_report
from ticket_service.closing_report.usecases.report_delivery import send_report_again
from ticket_service.handling.usecases import (
    MatterFound,
    StepWanted,
    archive_ticket,
    classify_matter,
    sign_ticket,
    take_legal_step,
    unmask_citizen,
)
from ticket_service.requests.usecases import (
    ContactTried,
    ExtensionDecision,
    ExtensionWanted,
    PauseWanted,
    ReturnWanted,
    ReviewReply,
    answer_review,
    decide_extension,
    pause_limit,
    record_contact,
    request_extension,
    request_return,
    resume_limit,
)
from ticket_service.routing.usecases import Assigned, assign_ticket
from ticket_service.ticket.api.order_views import CitizenView
from ticket_service.ticket.api.views import TicketLine, TicketView, line, whole
from ticket_service.ticket.domain.lifecycle import OPEN, Act, TicketState, roles
from ticket_service.ticket.domain.statutory import LIMITS
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.store import tickets
from ticket_service.ticket.store.tickets import Sought
from ticket_service.ticket.values.order import Citizen

HERE: Final = "/api/v1/tickets/{ticket_id}"

router = APIRouter(prefix=HERE, tags=["tickets"])
access: AccessTable = {
    ("POST", f"{HERE}/signing"): staff(*roles(Act.signed)),
    ("POST", f"{HERE}/returns"): staff(*roles(Act.return_requested)),
    ("POST", f"{HERE}/extensions"): staff(*roles(Act.extension_requested)),
    ("POST", f"{HERE}/extensions/decision"): staff(*roles(Act.extension_granted)),
    ("POST", f"{HERE}/pauses"): staff(*roles(Act.paused)),
    ("POST", f"{HERE}/resumption"): staff(*roles(Act.resumed)),
    ("POST", f"{HERE}/review-reply"): staff(*roles(Act.review_answered)),
    ("POST", f"{HERE}/matter"): staff(*roles(Act.classified)),
    ("POST", f"{HERE}/legal-steps"): staff(*roles(Act.legal_step)),
    ("POST", f"{HERE}/archiving"): staff(*roles(Act.archived)),
}


@router.post("/signing", response_model=TicketView)
async def post_signing(ticket_id: UUID, expected: IfMatch, work: WorkDep, response: Response) -> TicketView:
    """Sign for the order (签收)."""
    return shown(await sign_ticket(ticket_id, expected.version, work), work.actor, response)


@router.post("/returns", status_code=201, response_model=TicketView)
async def post_return(
    ticket_id: UUID, wanted: ReturnWanted, expected: IfMatch, work: WorkDep, response: Response
) -> TicketView:
    """Ask the hotline to take the order back (退单); every clock goes on."""
    return shown(await request_return(ticket_id, wanted, expected.version, work), work.actor, response)


@router.post("/extensions", status_code=201, response_model=TicketView)
async def post_extension(
    ticket_id: UUID, wanted: ExtensionWanted, expected: IfMatch, work: WorkDep, response: Response
) -> TicketView:
    """Ask for more working days (延期); the clock moves when they are granted."""
    return shown(await request_extension(ticket_id, wanted, expected.version, work), work.actor, response)


@router.post("/extensions/decision", response_model=TicketView)
async def post_decision(
    ticket_id: UUID, said: ExtensionDecision, expected: IfMatch, work: WorkDep, response: Response
) -> TicketView:
    """The office grants the extension that was asked for, or not; the hotline is told."""
    return shown(await decide_extension(ticket_id, said, expected.version, work), work.actor, response)


@router.post("/pauses", status_code=201, response_model=TicketView)
async def post_pause(
    ticket_id: UUID, wanted: PauseWanted, expected: IfMatch, work: WorkDep, response: Response
) -> TicketView:
    """Let the limit to finish stand still, by one of the rules."""
    return shown(await pause_limit(ticket_id, wanted, expected.version, work), work.actor, response)


@router.post("/resumption", response_model=TicketView)
async def post_resumption(ticket_id: UUID, expected: IfMatch, work: WorkDep, response: Response) -> TicketView:
    """Count the limit to finish again."""
    return shown(await resume_limit(ticket_id, expected.version, work), work.actor, response)


@router.post("/review-reply", response_model=TicketView)
async def post_review_reply(
    ticket_id: UUID, said: ReviewReply, expected: IfMatch, work: WorkDep, response: Response
) -> TicketView:
    """Answer the hotline's call-back review (回访复核)."""
    return shown(await answer_review(ticket_id, said, expected.version, work), work.actor, response)


@router.post("/archiving", response_model=TicketView)
async def post_archiving(ticket_id: UUID, expected: IfMatch, work: WorkDep, response: Response) -> TicketView:
    """Put a closed ticket away (归档)."""
    return shown(await archive_ticket(ticket_id, expected.version, work), work.actor, response)


@router.post("/matter", response_model=TicketView)
async def post_matter(
    ticket_id: UUID, found: MatterFound, expected: IfMatch, work: WorkDep, response: Response
) -> TicketView:
    """Say what the matter is in law; complaint and report start the limits of the law, from the receipt."""
    return shown(await classify_matter(ticket_id, found, expected.version, work), work.actor, response)


@router.post("/legal-steps", status_code=201, response_model=TicketView)
async def post_legal_step(
    ticket_id: UUID, wanted: StepWanted, expected: IfMatch, work: WorkDep, response: Response
) -> TicketView:
    """Take a step of the law on complaints and reports."""
    return shown(await take_legal_step(ticket_id, wanted, expected.version, work), work.actor, response)


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
    **explain_access(PREFIX, READERS),
}


async def visible(subject_id: UUID, db: ReadDep, actor: ActorDep) -> None:
    """Refuse those who may not see the ticket."""
    await tickets.ticket_of(db, subject_id, actor.only_unit)


clocks_router = explain_router(PREFIX, LIMITS, visible, tag="tickets")


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


async def _ready(running: Running, reader: Actor, ticket_id: str, known: Sequence[int]) -> Found | None:
    unit = reader.only_unit
    has = await tickets.ready_version(running.quick, ticket_id, unit) if known else None
    if has is not None and has in known:
        return has, None
    ticket = await tickets.ready(running.quick, ticket_id, unit)
    return None if ticket is None else (ticket.version, whole(ticket, reader).model_dump_json().encode())


ready = (ReadyAnswer(f"{PREFIX}/{{ticket_id}}", _ready),)


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
