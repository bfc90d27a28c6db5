"""The route where the bureau reads the hotline's list of open orders (docs/hotline.md)."""

from collections.abc import Iterator
from typing import Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse

from gongkai.webhooks.signatures import SignatureInvalid
from gongkai_dev.hotline_sandbox.faults import Fault, Side
from gongkai_dev.hotline_sandbox.hotline import Hotline

MANIFEST: Final = "/manifest"
NDJSON: Final = "application/x-ndjson"


def manifest_router(sandbox: Hotline) -> APIRouter:
    """`GET /manifest`, signed by the bureau over the words `GET /manifest`."""
    router = APIRouter()

    @router.get(MANIFEST)
    async def get_manifest(request: Request) -> Response:
        try:
            message_id = sandbox.verify(request.headers, f"GET {MANIFEST}".encode())
        except SignatureInvalid:
            return JSONResponse({"error": "signature"}, 401)
        drawn = sandbox.faults.drawn(Side.callback, message_id, 1)
        if Fault.answer in drawn:
            return JSONResponse({"error": "fault"}, int(drawn[Fault.answer]))
        lines = sandbox.roll.lines()
        return StreamingResponse(_cut_off(lines) if Fault.truncated in drawn else lines, media_type=NDJSON)

    return router


def _cut_off(lines: Iterator[bytes]) -> Iterator[bytes]:
    """A list without its last line."""
    held = next(lines)
    for line in lines:
        yield held
        held = line
