"""Both lists of open orders over REST: ours for the hotline, and the differences for staff (docs/hotline.md)."""

from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from gongkai.http.access import signed, staff
from gongkai.http.dependencies import ActorDep, ReadDep, RuntimeDep, WorkDep
from gongkai.http.paging import Page, PagingDep
from gongkai.http.router import Router
from gongkai.runtime.service import ServiceRuntime
from gongkai.webhooks.signatures import SignatureInvalid
from ticket_service.reconciliation import store
from ticket_service.reconciliation.domain import DifferenceKind, RunState
from ticket_service.reconciliation.gateways import NDJSON, encode_end, encode_lines
from ticket_service.reconciliation.store import open_orders
from ticket_service.reconciliation.usecases import DifferenceNote, ask_reconciliation, note_difference
from ticket_service.ticket.gateways import HotlineKeys, signed_text

MANIFEST: Final = "/api/v1/hotline/manifest"

manifest_router = Router(tags=["hotline"])


@manifest_router.get(
    MANIFEST,
    guard=signed(),
    response_class=StreamingResponse,
    responses={200: {"content": {NDJSON: {"schema": {"type": "string"}}}, "description": "One order a line"}},
)
async def get_manifest(request: Request, running: RuntimeDep) -> Response:
    """Every order that is open here, in order of its number: `order_no`, `state` (`in_hand`), the last days of its
    limits, and the digest of its words; then one line `{"orders": n}`, without which the list was cut off.

    Signed like a message, over the text `GET /api/v1/hotline/manifest` in the place of the body.
    """
    if (signatures := running.resources.get(HotlineKeys).signatures) is None:
        raise SignatureInvalid
    signatures.verify(request.headers, signed_text("GET", MANIFEST), running.timepiece.wall())
    return StreamingResponse(_listed(running), media_type=NDJSON, headers={"Cache-Control": "no-store"})


async def _listed(running: ServiceRuntime) -> AsyncIterator[bytes]:
    orders = 0
    async with open_orders(running) as pieces:
        async for lines in pieces:
            orders += len(lines)
            yield encode_lines(lines)
    yield encode_end(orders)


HERE: Final = "/api/v1/hotline/reconciliation"
READERS: Final = staff("office", "ops", "auditor")
OFFICE: Final = staff("office")
RUNS: Final = 30

router = Router(prefix=HERE, tags=["reconciliation"])


class RunView(BaseModel):
    """One day's comparison."""

    model_config = ConfigDict(from_attributes=True)

    day: date
    state: RunState
    attempts: int
    begun_at: datetime | None
    ended_at: datetime | None
    ours: int = Field(description="Open orders here")
    theirs: int = Field(description="Open orders at the hotline")
    found: int = Field(description="Differences that it saw")
    gone: int = Field(description="Differences that it saw no more")
    error: str | None = Field(
        description="Why there is no list of the hotline: Http503, ConnectError, ManifestBroken …"
    )


class DifferenceView(BaseModel):
    """One thing on which the two sides do not agree."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    order_no: str
    kind: DifferenceKind
    ours: str = Field(description="What we hold: a state, days, or the beginning of the digest")
    theirs: str = Field(description="What the hotline holds")
    ticket_id: UUID | None
    unit: str | None
    first_seen_at: datetime
    last_seen_at: datetime
    note: str | None
    noted_by: str | None
    noted_at: datetime | None


@router.get("/runs", guard=READERS, response_model=list[RunView])
async def get_runs(db: ReadDep) -> Sequence[Any]:
    """The last thirty comparisons, the newest first."""
    return await store.last_runs(db, RUNS)


@router.post("/runs", guard=OFFICE, status_code=202)
async def post_run(running: RuntimeDep, actor: ActorDep) -> None:
    """Compare as soon as possible."""
    async with running.work(actor) as work:
        await ask_reconciliation(work)
    running.to_timers.set()


@router.get("/differences", guard=READERS, response_model=Page[DifferenceView])
async def get_differences(
    db: ReadDep,
    paging: PagingDep,
    kind: Annotated[list[DifferenceKind] | None, Query(description="Of these kinds; without it, all")] = None,
    noted: Annotated[bool | None, Query(description="With or without a note; without it, both")] = None,
) -> dict[str, Any]:
    """The differences that are there, in the order in which they came up."""
    sought: dict[str, Any] = {"kinds": sorted(set(kind or ())), "noted": noted}
    after = paging.after(**sought)
    found = await store.page(db, sought["kinds"], noted, after[0] if after else None, paging.limit + 1)
    return paging.page(found, lambda one: (one.id,), **sought)


@router.put("/differences/{difference_id}/note", guard=OFFICE, response_model=DifferenceView)
async def put_note(difference_id: UUID, explained: DifferenceNote, work: WorkDep) -> Any:
    """Write down why it is so."""
    return await note_difference(difference_id, explained, work)
