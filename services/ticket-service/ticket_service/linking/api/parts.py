"""What a message holds beside one matter, over REST: a second matter in law, and what is for another channel."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter, Response

from gongkai.http.access import AccessTable, staff
from gongkai.http.dependencies import WorkDep
from gongkai.http.etag import IfMatch
from gongkai.http.idempotency import OnceDep
from ticket_service.casework.api.tickets import PREFIX, shown
from ticket_service.handling.usecases.file_call_record import HoldWanted, hold_ticket
from ticket_service.handling.usecases.refer_to_channel import ChannelNamed, tell_channel
from ticket_service.linking.usecases.split_ticket import SplitOff, split_ticket
from ticket_service.ticket.api.views import TicketView, whole
from ticket_service.ticket.domain.lifecycle import Act, roles

OF_PARTS: Final = f"{PREFIX}/{{ticket_id}}"

parts_router = APIRouter(prefix=OF_PARTS, tags=["tickets"])
parts_access: AccessTable = {
    ("POST", f"{OF_PARTS}/parts"): staff(*roles(Act.split)),
    ("POST", f"{OF_PARTS}/channel"): staff(*roles(Act.channel_told)),
    ("POST", f"{OF_PARTS}/hold"): staff(*roles(Act.held)),
}


@parts_router.post("/parts", status_code=201, response_model=TicketView)
async def post_part(ticket_id: UUID, off: SplitOff, expected: IfMatch, once: OnceDep, work: WorkDep) -> Response:
    """Split a second matter off (拆分): the answer is the new ticket, with a report, a unit and limits of its own. The
    same request again gets the same ticket."""

    async def part() -> TicketView:
        return whole(await split_ticket(ticket_id, off, expected.version, work), work.actor)

    return await once.respond(work, TicketView, part)


@parts_router.post("/channel", status_code=201, response_model=TicketView)
async def post_channel(
    ticket_id: UUID, named: ChannelNamed, expected: IfMatch, work: WorkDep, response: Response
) -> TicketView:
    """The citizen was told his channel of the law (信访, 行政复议 …); his answer stays owed."""
    return shown(await tell_channel(ticket_id, named, expected.version, work), work.actor, response)


@parts_router.post("/hold", status_code=201, response_model=TicketView)
async def post_hold(
    ticket_id: UUID, wanted: HoldWanted, expected: IfMatch, work: WorkDep, response: Response
) -> TicketView:
    """Keep the call on file (存电); his answer stays owed."""
    return shown(await hold_ticket(ticket_id, wanted, expected.version, work), work.actor, response)
