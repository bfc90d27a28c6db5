"""What the unit that handles a ticket does with it over REST: accept, classify, refer, keep on file, archive."""

from uuid import UUID

from fastapi import APIRouter, Response

from gongkai.http.access import AccessTable, staff
from gongkai.http.dependencies import WorkDep
from gongkai.http.etag import IfMatch
from gongkai.review.unmasking import Unmasking
from ticket_service.handling.usecases import (
    ChannelNamed,
    HoldWanted,
    MatterFound,
    StepWanted,
    archive_ticket,
    classify_matter,
    hold_ticket,
    sign_ticket,
    take_legal_step,
    tell_channel,
    unmask_citizen,
)
from ticket_service.ticket.api.order_views import CitizenView
from ticket_service.ticket.api.views import OF_TICKET, TicketView, shown
from ticket_service.ticket.domain.lifecycle import Act, roles
from ticket_service.ticket.values.order import Citizen

router = APIRouter(prefix=OF_TICKET, tags=["tickets"])
access: AccessTable = {
    ("POST", f"{OF_TICKET}/signing"): staff(*roles(Act.signed)),
    ("POST", f"{OF_TICKET}/matter"): staff(*roles(Act.classified)),
    ("POST", f"{OF_TICKET}/legal-steps"): staff(*roles(Act.legal_step)),
    ("POST", f"{OF_TICKET}/archiving"): staff(*roles(Act.archived)),
    ("POST", f"{OF_TICKET}/unmasking"): staff(*roles(Act.unmasked)),
    ("POST", f"{OF_TICKET}/channel"): staff(*roles(Act.channel_told)),
    ("POST", f"{OF_TICKET}/hold"): staff(*roles(Act.held)),
}


@router.post("/signing", response_model=TicketView)
async def post_signing(ticket_id: UUID, expected: IfMatch, work: WorkDep, response: Response) -> TicketView:
    """Sign for the order (签收)."""
    return shown(await sign_ticket(ticket_id, expected.version, work), work.actor, response)


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


@router.post("/unmasking", response_model=CitizenView)
async def post_unmasking(ticket_id: UUID, unmasking: Unmasking, work: WorkDep, response: Response) -> Citizen:
    """Who the citizen is, for a purpose that is written into the audit log and the ticket's history."""
    response.headers["Cache-Control"] = "no-store"
    return await unmask_citizen(ticket_id, unmasking.purpose, work)


@router.post("/channel", status_code=201, response_model=TicketView)
async def post_channel(
    ticket_id: UUID, named: ChannelNamed, expected: IfMatch, work: WorkDep, response: Response
) -> TicketView:
    """The citizen was told his channel of the law (信访, 行政复议 …); his answer stays owed."""
    return shown(await tell_channel(ticket_id, named, expected.version, work), work.actor, response)


@router.post("/hold", status_code=201, response_model=TicketView)
async def post_hold(
    ticket_id: UUID, wanted: HoldWanted, expected: IfMatch, work: WorkDep, response: Response
) -> TicketView:
    """Keep the call on file (存电); his answer stays owed."""
    return shown(await hold_ticket(ticket_id, wanted, expected.version, work), work.actor, response)
