"""How the hotline answers a call-back, with whatever befalls the answer on its way."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Final

from fastapi import Request, Response
from fastapi.responses import StreamingResponse
from pydantic_core import to_json
from starlette.requests import ClientDisconnect

from gongkai.http.server import GuestServer
from gongkai.webhooks.signatures import ID_HEADER
from gongkai_dev.hotline_sandbox.exchange import CallbackAnswer
from gongkai_dev.hotline_sandbox.faults import Drawn, Fault, Side
from gongkai_dev.hotline_sandbox.hotline import Hotline
from gongkai_dev.hotline_sandbox.sending import in_pieces

NOT_TAKEN: Final = CallbackAnswer(status=0, body={}, verdict="收下之前断开连接")
JSON: Final = "application/json"


async def answer_callback(sandbox: Hotline, request: Request) -> Response:
    """Take a call-back, or not, and answer it, or not."""
    try:
        body, headers = await request.body(), request.headers
    except ClientDisconnect:  # the bureau's process died in the middle of it
        return Response(status_code=400)
    message_id = headers.get(ID_HEADER, "")
    attempt = sandbox.notebook.try_of(message_id, to_bureau=False)
    drawn = sandbox.faults.drawn(Side.callback, message_id, attempt)
    if Fault.dropped in drawn:
        sandbox.note_callback(headers, body, NOT_TAKEN, drawn, attempt)
        return await cut(sandbox.server, request)
    await asyncio.sleep(drawn.get(Fault.late, 0.0))
    answer = sandbox.take(headers, body, drawn)
    if Fault.reordered in drawn:
        await sandbox.turns.wait_for_another(drawn[Fault.reordered])
    sandbox.turns.had()
    lost = {Fault.unanswered, Fault.truncated} & drawn.keys()
    told = replace(answer, status=0, verdict=f"{answer.verdict}，应答在途中丢失") if lost else answer
    sandbox.note_callback(headers, body, told, drawn, attempt)
    if Fault.unanswered in drawn:
        return await cut(sandbox.server, request)
    return _answered(sandbox.server, request, answer, drawn)


def _answered(server: GuestServer | None, request: Request, answer: CallbackAnswer, drawn: Drawn) -> Response:
    content = to_json(answer.body)
    headers = answer.headers | {"Content-Length": str(len(content))}
    if Fault.truncated in drawn:
        return StreamingResponse(half(server, request, content), answer.status, headers, JSON)
    if Fault.slow in drawn:
        return StreamingResponse(in_pieces(content, drawn[Fault.slow]), answer.status, headers, JSON)
    return Response(content, answer.status, answer.headers, JSON)


async def half(server: GuestServer | None, request: Request, content: bytes) -> AsyncIterator[bytes]:
    """The first half of an answer, then nothing more."""
    yield content[: len(content) // 2]
    await cut(server, request)


async def cut(server: GuestServer | None, request: Request) -> Response:
    """Break the connection on which this request came; what is returned reaches nobody."""
    peer = tuple(request.client) if request.client else ()
    for connection in list(server.server_state.connections if server else ()):
        if tuple(connection.transport.get_extra_info("peername") or ())[:2] == peer:
            connection.transport.abort()
    await asyncio.sleep(0.01)  # the server learns of it in the next rounds of the loop
    return Response(status_code=503)
