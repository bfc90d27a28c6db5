"""What a unit does beside the matter itself, over REST: sign, return, extend, pause, answer a review, archive."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter, Response

from gongkai.http.access import AccessTable, staff
from gongkai.http.dependencies import WorkDep
from gongkai.http.etag import IfMatch
from ticket_service.casework.api.tickets import shown
from ticket_service.handling.usecases.accept_ticket import sign_ticket
from ticket_service.handling.usecases.archive_ticket import archive_ticket
from ticket_service.handling.usecases.classify_matter import MatterFound, classify_matter
from ticket_service.handling.usecases.take_legal_step import StepWanted, take_legal_step
from ticket_service.requests.usecases.answer_review import ReviewReply, answer_review
from ticket_service.requests.usecases.decide_extension import ExtensionDecision, decide_extension
from ticket_service.requests.usecases.pause_limit import PauseWanted, pause_limit
from ticket_service.requests.usecases.request_extension import ExtensionWanted, request_extension
from ticket_service.requests.usecases.request_return import ReturnWanted, request_return
from ticket_service.requests.usecases.resume_limit import resume_limit
from ticket_service.ticket.api.views import TicketView
from ticket_service.ticket.domain.lifecycle import Act, roles

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
