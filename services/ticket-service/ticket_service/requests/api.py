"""Contacts with the citizen, requests to the hotline (退单, 延期), pauses, and answers to its reviews, over REST."""

from uuid import UUID

from fastapi import Response

from gongkai.http.access import staff
from gongkai.http.dependencies import WorkDep
from gongkai.http.etag import IfMatch
from gongkai.http.router import Router
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
from ticket_service.ticket.api.views import OF_TICKET, TicketView, ticket_answer
from ticket_service.ticket.domain.lifecycle import Act, roles

router = Router(prefix=OF_TICKET, tags=["tickets"])


@router.post("/returns", guard=staff(*roles(Act.return_requested)), status_code=201, response_model=TicketView)
async def post_return(
    ticket_id: UUID, wanted: ReturnWanted, expected: IfMatch, work: WorkDep, response: Response
) -> TicketView:
    """Ask the hotline to take the order back (退单); every clock goes on."""
    return ticket_answer(await request_return(ticket_id, wanted, expected.version, work), work.actor, response)


@router.post("/extensions", guard=staff(*roles(Act.extension_requested)), status_code=201, response_model=TicketView)
async def post_extension(
    ticket_id: UUID, wanted: ExtensionWanted, expected: IfMatch, work: WorkDep, response: Response
) -> TicketView:
    """Ask for more working days (延期); the clock moves when they are granted."""
    return ticket_answer(await request_extension(ticket_id, wanted, expected.version, work), work.actor, response)


@router.post("/extensions/decision", guard=staff(*roles(Act.extension_granted)), response_model=TicketView)
async def post_decision(
    ticket_id: UUID, said: ExtensionDecision, expected: IfMatch, work: WorkDep, response: Response
) -> TicketView:
    """The office grants the extension that was asked for, or not; the hotline is told."""
    return ticket_answer(await decide_extension(ticket_id, said, expected.version, work), work.actor, response)


@router.post("/pauses", guard=staff(*roles(Act.paused)), status_code=201, response_model=TicketView)
async def post_pause(
    ticket_id: UUID, wanted: PauseWanted, expected: IfMatch, work: WorkDep, response: Response
) -> TicketView:
    """Let the limit to finish stand still, by one of the rules."""
    return ticket_answer(await pause_limit(ticket_id, wanted, expected.version, work), work.actor, response)


@router.post("/resumption", guard=staff(*roles(Act.resumed)), response_model=TicketView)
async def post_resumption(ticket_id: UUID, expected: IfMatch, work: WorkDep, response: Response) -> TicketView:
    """Count the limit to finish again."""
    return ticket_answer(await resume_limit(ticket_id, expected.version, work), work.actor, response)


@router.post("/review-reply", guard=staff(*roles(Act.review_answered)), response_model=TicketView)
async def post_review_reply(
    ticket_id: UUID, said: ReviewReply, expected: IfMatch, work: WorkDep, response: Response
) -> TicketView:
    """Answer the hotline's call-back review (回访复核)."""
    return ticket_answer(await answer_review(ticket_id, said, expected.version, work), work.actor, response)


@router.post("/contacts", guard=staff(*roles(Act.contact_tried)), status_code=201, response_model=TicketView)
async def post_contact(
    ticket_id: UUID, tried: ContactTried, expected: IfMatch, work: WorkDep, response: Response
) -> TicketView:
    """Put an attempt to reach the citizen on file."""
    after = await record_contact(ticket_id, tried, expected.version, work)
    return ticket_answer(after, work.actor, response)
