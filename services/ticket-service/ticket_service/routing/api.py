"""The dispatch table, assignments (改派) and objections (派单异议) over REST."""

from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import Path, Query, Response
from pydantic import Field

from gongkai.http.access import staff
from gongkai.http.dependencies import NowDep, ReadDep, WorkDep
from gongkai.http.etag import IfMatch, etag
from gongkai.http.router import Router
from gongkai.organisation.units import name_of
from gongkai.worktime.days import office_day
from ticket_service.routing import store
from ticket_service.routing.domain import DispatchTable, cautions_of, look_up
from ticket_service.routing.usecases import (
    AmendedTable,
    ObjectionRefusal,
    ObjectionSaid,
    UnitAssignment,
    amend_dispatch_table,
    assign_ticket,
    object_to_dispatch,
    refuse_objection,
)
from ticket_service.ticket.api.order_views import View
from ticket_service.ticket.api.views import OF_TICKET, TicketView, ticket_answer
from ticket_service.ticket.domain.lifecycle import Act, roles

tickets_router = Router(prefix=OF_TICKET, tags=["tickets"])


@tickets_router.post("/objection", guard=staff(*roles(Act.objected)), status_code=201, response_model=TicketView)
async def post_objection(
    ticket_id: UUID, said: ObjectionSaid, expected: IfMatch, work: WorkDep, response: Response
) -> TicketView:
    """Say that the order is not for this unit; every clock goes on."""
    return ticket_answer(await object_to_dispatch(ticket_id, said, expected.version, work), work.actor, response)


@tickets_router.post("/objection/refusal", guard=staff(*roles(Act.objection_refused)), response_model=TicketView)
async def post_refusal(
    ticket_id: UUID, said: ObjectionRefusal, expected: IfMatch, work: WorkDep, response: Response
) -> TicketView:
    """Leave the order with the unit that objected, and say why."""
    return ticket_answer(await refuse_objection(ticket_id, said, expected.version, work), work.actor, response)


HERE: Final = "/api/v1/dispatch-table"
SHOWN: Final = 100

router = Router(prefix=HERE, tags=["dispatch table"])

Edition = Annotated[int, Path(ge=0, le=2_147_483_647)]


class RowView(View):
    """One row; the first that fits an order names its unit."""

    unit: str = Field(description="Code of the unit; `district`: the bureau of the order's district")
    unit_name: str
    categories: list[str] = Field(description="Fits if one level of the category is one of these; none: every order")
    districts: list[str] = Field(description="Codes of GB/T 2260; none: every district, also none")
    district_names: list[str]


class EditionView(View):
    """One edition in the table's history."""

    edition: int = Field(description="0: as it came with the suite")
    reason: str
    name: str = Field(description="Who amended it")
    amended_at: datetime | None


class CautionView(View):
    """What is no fault, but looks like one."""

    pointer: str
    code: str
    detail: str


class TableView(EditionView):
    """One edition, whole."""

    rows: list[RowView]
    cautions: list[CautionView] = Field(description="Rows by which no order will go")


class FoundView(View):
    """Where an order would go by the table that holds."""

    edition: int
    row: int = Field(description="The row that fits; the first is 0")
    unit: str
    unit_name: str


@router.get("", guard=staff(), response_model=TableView)
async def get_table(response: Response, db: ReadDep) -> dict[str, Any]:
    """The table that holds now; its ETag is the edition that an edit has to name."""
    return _tagged(response, await store.current_table(db))


@router.put("", guard=staff("office"), response_model=TableView)
async def put_table(amended: AmendedTable, read: IfMatch, response: Response, work: WorkDep) -> dict[str, Any]:
    """Make the next edition; the refusal of an unfit table tells every fault."""
    return _tagged(response, await amend_dispatch_table(amended, read.version, work))


@router.get("/look-up", guard=staff(), response_model=FoundView)
async def get_look_up(
    db: ReadDep,
    now: NowDep,
    district: Annotated[str, Query(max_length=40, description="Code or name")] = "",
    category: Annotated[list[str] | None, Query(max_length=10, description="The levels of the category")] = None,
) -> dict[str, Any]:
    """Try the table: where would such an order go today?"""
    table = await store.current_table(db)
    found = look_up(table, district, category or [], office_day(now))
    return {"edition": table.edition, "row": found.row, "unit": found.unit, "unit_name": name_of(found.unit)}


@router.get("/editions", guard=staff(), response_model=list[EditionView])
async def get_editions(db: ReadDep) -> Any:
    """The newest hundred editions: who amended the table, when and why."""
    return await store.editions(db, SHOWN)


@router.get("/editions/{edition}", guard=staff(), response_model=TableView)
async def get_edition(edition: Edition, response: Response, db: ReadDep) -> dict[str, Any]:
    """One edition, whether it still holds or not."""
    return _tagged(response, await store.edition_of(db, edition))


def _tagged(response: Response, table: DispatchTable) -> dict[str, Any]:
    response.headers["ETag"] = etag(table.edition)
    told = {name: getattr(table, name) for name in EditionView.model_fields}
    return told | {"rows": table.rows, "cautions": cautions_of(table.rows)}


@tickets_router.post("/assignment", guard=staff(*roles(Act.assigned)), response_model=TicketView)
async def post_assignment(
    ticket_id: UUID, assigned: UnitAssignment, expected: IfMatch, work: WorkDep, response: Response
) -> TicketView:
    """Give the ticket to another unit."""
    after = await assign_ticket(ticket_id, assigned, expected.version, work)
    return ticket_answer(after, work.actor, response)
