"""The routes where the bureau fetches attachments and the list of open orders (docs/hotline.md)."""

import asyncio
from collections.abc import Iterator
from typing import Any, Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse

from gongkai.webhooks.signatures import SignatureInvalid
from gongkai_dev.hotline_sandbox.attachments import ATTACHMENTS, NAMES, content_of
from gongkai_dev.hotline_sandbox.callbacks import cut, half
from gongkai_dev.hotline_sandbox.exchange import shown_headers
from gongkai_dev.hotline_sandbox.faults import Drawn, Fault, Side
from gongkai_dev.hotline_sandbox.hotline import Hotline
from gongkai_dev.hotline_sandbox.sending import in_pieces

KIND: Final = "attachment"
MANIFEST: Final = "/manifest"
NDJSON: Final = "application/x-ndjson"
MEDIA_TYPES: Final = {"receipt.png": "image/png", "account.txt": "text/plain"}


def attachment_router(sandbox: Hotline) -> APIRouter:
    """`GET /attachments/…`, signed by the bureau over its method and address."""
    router = APIRouter()

    @router.get(f"{ATTACHMENTS}/{{order_no}}/{{name}}")
    async def get_attachment(order_no: str, name: str, request: Request) -> Response:
        try:
            message_id = sandbox.verify(request.headers, b"GET " + request.scope["raw_path"])
        except SignatureInvalid:
            return JSONResponse({"error": "signature"}, 401)
        if name not in NAMES:
            return JSONResponse({"error": "unknown"}, 404)
        drawn = sandbox.faults.drawn(Side.callback, message_id, 1)
        await asyncio.sleep(drawn.get(Fault.late, 0.0))
        status = int(drawn.get(Fault.answer, 200))
        _note(sandbox, request, message_id, status, order_no, drawn)
        if status != 200:
            return JSONResponse({"error": "fault"}, status)
        return await _given(sandbox, request, content_of(order_no, name), MEDIA_TYPES[name], drawn)

    return router


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


async def _given(sandbox: Hotline, request: Request, content: bytes, media_type: str, drawn: Drawn) -> Response:
    headers = {"Content-Length": str(len(content))}
    if {Fault.dropped, Fault.unanswered} & drawn.keys():
        return await cut(sandbox.server, request)
    if Fault.truncated in drawn:
        return StreamingResponse(half(sandbox.server, request, content), 200, headers, media_type)
    if Fault.slow in drawn:
        return StreamingResponse(in_pieces(content, drawn[Fault.slow]), 200, headers, media_type)
    return Response(content, 200, media_type=media_type)


def _note(sandbox: Hotline, request: Request, message_id: str, status: int, order_no: str, drawn: Drawn) -> None:
    lost = {Fault.dropped, Fault.unanswered, Fault.truncated} & drawn.keys()
    told: dict[str, Any] = {"status": 0, "verdict": "附件在途中丢失"} if lost else {"status": status, "verdict": ""}
    told["verdict"] = told["verdict"] or ("签名正确，已给出附件" if status == 200 else "没有给出附件")
    sandbox.notebook.write(
        at=sandbox.now(),
        to_bureau=False,
        id=message_id,
        attempt=1,
        type=KIND,
        order_no=order_no,
        faults=tuple(drawn),
        headers=shown_headers(request.headers),
        sent={"type": KIND, "order_no": order_no, "path": request.url.path},
        answer_headers={},
        answered={},
        **told,
    )


def _cut_off(lines: Iterator[bytes]) -> Iterator[bytes]:
    """A list without its last line."""
    held = next(lines)
    for line in lines:
        yield held
        held = line
