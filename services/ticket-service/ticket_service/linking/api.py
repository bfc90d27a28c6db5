"""Linked, merged and split tickets, and units that help, over REST."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from fastapi import Response
from pydantic import Field

from gongkai.http.access import staff
from gongkai.http.dependencies import ActorDep, ReadDep, WorkDep
from gongkai.http.etag import IfMatch
from gongkai.http.idempotency import OnceDep
from gongkai.http.router import Router
from gongkai.organisation.units import name_of
from ticket_service.linking import store
from ticket_service.linking.domain import LinkKind
from ticket_service.linking.usecases import (
    CoUnitsNamed,
    LinkWanted,
    OpinionSaid,
    SplitOff,
    give_opinion,
    link_tickets,
    name_co_units,
    split_ticket,
    take_over_report,
)
from ticket_service.ticket.api.order_views import View
from ticket_service.ticket.api.views import (
    OF_TICKET,
    PREFIX,
    READERS,
    TicketLine,
    TicketView,
    ticket_answer,
    ticket_line,
    ticket_view,
)
from ticket_service.ticket.domain.lifecycle import Act, roles
from ticket_service.ticket.store import co_units, tickets

HELPED: Final = f"{PREFIX}/co-handled/mine"

router = Router(tags=["tickets"])


class LinkView(View):
    """Two tickets that belong together; of merged ones the other leads."""

    ticket_id: UUID
    other_id: UUID
    kind: LinkKind
    at: datetime
    by: str


class UnitView(View):
    """A unit."""

    code: str
    name: str


class CompanyView(View):
    """With what, and with whom, a ticket is handled."""

    links: list[LinkView]
    co_units: list[UnitView] = Field(description="协办单位")


@router.get(HELPED, guard=staff("clerk", "head", "office"), response_model=list[TicketLine])
async def get_helped(db: ReadDep, actor: ActorDep) -> list[dict[str, Any]]:
    """The open tickets with which one's own unit helps, the first due first."""
    return [ticket_line(one, actor) for one in await co_units.helped_tickets(db, actor.unit)]


@router.get(f"{OF_TICKET}/company", guard=READERS, response_model=CompanyView)
async def get_company(ticket_id: UUID, db: ReadDep, actor: ActorDep) -> dict[str, Any]:
    """Linked and merged tickets, and units that help."""
    await tickets.ticket_of(db, ticket_id, actor.only_unit)
    codes = await co_units.of_ticket(db, ticket_id)
    units = [{"code": code, "name": name_of(code)} for code in codes]
    return {"links": await store.links_of(db, {ticket_id}), "co_units": units}


@router.post(f"{OF_TICKET}/links", guard=staff(*roles(Act.linked)), status_code=201, response_model=TicketView)
async def post_link(
    ticket_id: UUID, wanted: LinkWanted, expected: IfMatch, work: WorkDep, response: Response
) -> TicketView:
    """Merge a repeated request into the ticket that leads, or only link the two."""
    return ticket_answer(await link_tickets(ticket_id, wanted, expected.version, work), work.actor, response)


@router.post(f"{OF_TICKET}/report/taken-over", guard=staff(*roles(Act.report_filed)), response_model=TicketView)
async def post_taken_over(ticket_id: UUID, expected: IfMatch, work: WorkDep, response: Response) -> TicketView:
    """Draft the report of a merged ticket in the words of the one that leads."""
    return ticket_answer(await take_over_report(ticket_id, expected.version, work), work.actor, response)


@router.put(f"{OF_TICKET}/co-units", guard=staff(*roles(Act.co_handled)), response_model=TicketView)
async def put_co_units(
    ticket_id: UUID, named: CoUnitsNamed, expected: IfMatch, work: WorkDep, response: Response
) -> TicketView:
    """Say which units help."""
    return ticket_answer(await name_co_units(ticket_id, named, expected.version, work), work.actor, response)


@router.post(
    f"{OF_TICKET}/opinions", guard=staff(*roles(Act.opinion_given)), status_code=201, response_model=TicketView
)
async def post_opinion(
    ticket_id: UUID, said: OpinionSaid, expected: IfMatch, work: WorkDep, response: Response
) -> TicketView:
    """Say what the helping unit found."""
    return ticket_answer(await give_opinion(ticket_id, said, expected.version, work), work.actor, response)


@router.post(f"{OF_TICKET}/parts", guard=staff(*roles(Act.split)), status_code=201, response_model=TicketView)
async def post_part(ticket_id: UUID, off: SplitOff, expected: IfMatch, once: OnceDep, work: WorkDep) -> Response:
    """Split a second matter off (拆分): the answer is the new ticket, with a report, a unit and limits of its own. The
    same request again gets the same ticket."""

    async def part() -> TicketView:
        return ticket_view(await split_ticket(ticket_id, off, expected.version, work), work.actor)

    return await once.respond(work, TicketView, part)
