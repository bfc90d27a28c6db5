"""Tickets over REST: lists, one ticket, its clocks."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Depends, Query, Request, Response

from gongkai.actor import Actor
from gongkai.http.dependencies import ActorDep, ReadDep
from gongkai.http.etag import not_modified
from gongkai.http.paging import Page, PagingDep
from gongkai.http.router import Router
from gongkai.mounts.clocks_api import explain_router
from gongkai.runtime.service import FastAnswer, FastRead, ServiceRuntime
from ticket_service.ticket.api.views import (
    PREFIX,
    READERS,
    TicketLine,
    TicketView,
    ticket_answer,
    ticket_line,
    ticket_view,
)
from ticket_service.ticket.domain.lifecycle import OPEN, TicketState
from ticket_service.ticket.domain.statutory import LIMITS
from ticket_service.ticket.store import tickets
from ticket_service.ticket.store.tickets import TicketFilter

router = Router(prefix=PREFIX, tags=["tickets"])


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
) -> TicketFilter:
    return TicketFilter(
        states=tuple(sorted(set(state or OPEN))),
        unit=unit,
        reader=None if helps else actor.only_unit,
        helper=actor.unit if helps else None,
        objected=objection is not None,
    )


@router.get("", guard=READERS, response_model=Page[TicketLine])
async def get_tickets(
    db: ReadDep, actor: ActorDep, paging: PagingDep, sought: Annotated[TicketFilter, Depends(_sought)]
) -> dict[str, Any]:
    """Tickets in the order in which something is due for them."""
    found = await tickets.page(db, sought, paging.after(sought=sought), paging.limit + 1)
    page = paging.page(found, lambda one: (one.next_due_at, one.id), sought=sought)
    return page | {"items": [ticket_line(one, actor) for one in page["items"]]}


@router.get(
    "/{ticket_id}",
    guard=READERS,
    response_model=TicketView,
    responses={304: {"description": "Still the version you have"}},
)
async def get_ticket(ticket_id: UUID, db: ReadDep, actor: ActorDep, request: Request, response: Response) -> Any:
    """One ticket; its ETag is the version that an edit has to name."""
    if "if-none-match" in request.headers:
        version = await tickets.version_of(db, ticket_id, actor.only_unit)
        if known := not_modified(request, version):
            return known
    return ticket_answer(await tickets.ticket_of(db, ticket_id, actor.only_unit), actor, response)


async def _ready(running: ServiceRuntime, reader: Actor, ticket_id: str, known: Sequence[int]) -> FastAnswer | None:
    unit = reader.only_unit
    has = await tickets.version_fast(running.raw_connections, ticket_id, unit) if known else None
    if has is not None and has in known:
        return has, None
    ticket = await tickets.read_fast(running.raw_connections, ticket_id, unit)
    return None if ticket is None else (ticket.version, ticket_view(ticket, reader).model_dump_json().encode())


fast_reads = (FastRead(f"{PREFIX}/{{ticket_id}}", _ready),)
