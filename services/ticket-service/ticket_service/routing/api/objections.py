"""Objections to a dispatch (派单异议) over REST; the office accepts one by an assignment."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter, Response

from gongkai.http.access import AccessTable, staff
from gongkai.http.dependencies import WorkDep
from gongkai.http.etag import IfMatch
from ticket_service.casework.api.tickets import PREFIX, shown
from ticket_service.routing.usecases.object_to_dispatch import ObjectionSaid, object_to_dispatch
from ticket_service.routing.usecases.refuse_objection import ObjectionRefusal, refuse_objection
from ticket_service.ticket.api.views import TicketView
from ticket_service.ticket.domain.lifecycle import Act, roles

OBJECTION: Final = f"{PREFIX}/{{ticket_id}}/objection"

objections_router = APIRouter(prefix=OBJECTION, tags=["tickets"])
objections_access: AccessTable = {
    ("POST", OBJECTION): staff(*roles(Act.objected)),
    ("POST", f"{OBJECTION}/refusal"): staff(*roles(Act.objection_refused)),
}


@objections_router.post("", status_code=201, response_model=TicketView)
async def post_objection(
    ticket_id: UUID, said: ObjectionSaid, expected: IfMatch, work: WorkDep, response: Response
) -> TicketView:
    """Say that the order is not for this unit; every clock goes on."""
    return shown(await object_to_dispatch(ticket_id, said, expected.version, work), work.actor, response)


@objections_router.post("/refusal", response_model=TicketView)
async def post_refusal(
    ticket_id: UUID, said: ObjectionRefusal, expected: IfMatch, work: WorkDep, response: Response
) -> TicketView:
    """Leave the order with the unit that objected, and say why."""
    return shown(await refuse_objection(ticket_id, said, expected.version, work), work.actor, response)
