"""Our list of open orders for the hotline, which compares it with its own (docs/hotline.md)."""

from collections.abc import AsyncIterator
from typing import Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from gongkai.http.access import AccessTable, signed
from gongkai.http.dependencies import RunningDep
from gongkai.runtime.service import Running
from gongkai.webhooks.signatures import SignatureInvalid
from ticket_service.hotline.gateways.partner import HotlineKeys
from ticket_service.hotline.gateways.signed_get import what_is_signed
from ticket_service.reconciliation.gateways import NDJSON, written, written_end
from ticket_service.reconciliation.store.manifest import open_orders

MANIFEST: Final = "/api/v1/hotline/manifest"

router = APIRouter(tags=["hotline"])
access: AccessTable = {("GET", MANIFEST): signed()}


@router.get(
    MANIFEST,
    response_class=StreamingResponse,
    responses={200: {"content": {NDJSON: {"schema": {"type": "string"}}}, "description": "One order a line"}},
)
async def get_manifest(request: Request, running: RunningDep) -> Response:
    """Every order that is open here, in order of its number: `order_no`, `state` (`in_hand`), the last days of its
    limits, and the digest of its words; then one line `{"orders": n}`, without which the list was cut off.

    Signed like a message, over the text `GET /api/v1/hotline/manifest` in the place of the body.
    """
    if (signatures := running.resources.get(HotlineKeys).signatures) is None:
        raise SignatureInvalid
    signatures.verify(request.headers, what_is_signed("GET", MANIFEST), running.timepiece.wall())
    return StreamingResponse(_listed(running), media_type=NDJSON, headers={"Cache-Control": "no-store"})


async def _listed(running: Running) -> AsyncIterator[bytes]:
    orders = 0
    async with open_orders(running) as pieces:
        async for lines in pieces:
            orders += len(lines)
            yield written(lines)
    yield written_end(orders)
