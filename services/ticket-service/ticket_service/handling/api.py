"""What the unit that handles a ticket does with it over REST: accept, classify, refer, keep on file, archive."""

from uuid import UUID

from fastapi import Response

from gongkai.http.access import staff
from gongkai.http.dependencies import WorkDep
from gongkai.http.etag import IfMatch
from gongkai.http.router import Router
from gongkai.review.unmasking import Unmasking
from ticket_service.handling.usecases import (
    ChannelNamed,
    HoldWanted,
    MatterFound,
    StepWanted,
    accept_ticket,
    archive_ticket,
    classify_matter,
    file_call_record,
    refer_to_channel,
    take_legal_step,
    unmask_citizen,
)
from ticket_service.ticket.api.order_views import CitizenView
from ticket_service.ticket.api.views import OF_TICKET, TicketView, ticket_answer
from ticket_service.ticket.domain.lifecycle import Act, roles
from ticket_service.ticket.values.order import Citizen

router = Router(prefix=OF_TICKET, tags=["tickets"])


@router.post("/signing", guard=staff(*roles(Act.signed)), response_model=TicketView)
async def post_signing(ticket_id: UUID, expected: IfMatch, work: WorkDep, response: Response) -> TicketView:
    """Sign for the order (签收)."""
    return ticket_answer(await accept_ticket(ticket_id, expected.version, work), work.actor, response)


@router.post("/archiving", guard=staff(*roles(Act.archived)), response_model=TicketView)
async def post_archiving(ticket_id: UUID, expected: IfMatch, work: WorkDep, response: Response) -> TicketView:
    """Put a closed ticket away (归档)."""
    return ticket_answer(await archive_ticket(ticket_id, expected.version, work), work.actor, response)


@router.post("/matter", guard=staff(*roles(Act.classified)), response_model=TicketView)
async def post_matter(
    ticket_id: UUID, found: MatterFound, expected: IfMatch, work: WorkDep, response: Response
) -> TicketView:
    """Say what the matter is in law; complaint and report start the limits of the law, from the receipt."""
    return ticket_answer(await classify_matter(ticket_id, found, expected.version, work), work.actor, response)


@router.post("/legal-steps", guard=staff(*roles(Act.legal_step)), status_code=201, response_model=TicketView)
async def post_legal_step(
    ticket_id: UUID, wanted: StepWanted, expected: IfMatch, work: WorkDep, response: Response
) -> TicketView:
    """Take a step of the law on complaints and reports."""
    return ticket_answer(await take_legal_step(ticket_id, wanted, expected.version, work), work.actor, response)


@router.post("/unmasking", guard=staff(*roles(Act.unmasked)), response_model=CitizenView)
async def post_unmasking(ticket_id: UUID, unmasking: Unmasking, work: WorkDep, response: Response) -> Citizen:
    """Who the citizen is, for a purpose that is written into the audit log and the ticket's history."""
    response.headers["Cache-Control"] = "no-store"
    return await unmask_citizen(ticket_id, unmasking.purpose, work)


@router.post("/channel", guard=staff(*roles(Act.channel_told)), status_code=201, response_model=TicketView)
async def post_channel(
    ticket_id: UUID, named: ChannelNamed, expected: IfMatch, work: WorkDep, response: Response
) -> TicketView:
    """The citizen was told his channel of the law (信访, 行政复议 …); his answer stays owed."""
    return ticket_answer(await refer_to_channel(ticket_id, named, expected.version, work), work.actor, response)


@router.post("/hold", guard=staff(*roles(Act.held)), status_code=201, response_model=TicketView)
async def post_hold(
    ticket_id: UUID, wanted: HoldWanted, expected: IfMatch, work: WorkDep, response: Response
) -> TicketView:
    """Keep the call on file (存电); his answer stays owed."""
    return ticket_answer(await file_call_record(ticket_id, wanted, expected.version, work), work.actor, response)
