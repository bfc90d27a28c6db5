"""The local stand-in for the ingress: one address over four processes, chosen by the first word of the path."""

from collections.abc import AsyncIterator, Mapping

import httpx
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from gongkai.runtime.service import segment_of

HOP_BY_HOP = {b"connection", b"keep-alive", b"te", b"trailers", b"transfer-encoding", b"upgrade", b"proxy-connection"}


class LocalIngress:
    """A streaming reverse proxy for one machine. `targets` maps a path's first word to a base address."""

    def __init__(self, targets: Mapping[str, str], fallback: str) -> None:
        self._targets = dict(targets)
        self._fallback = fallback
        limits = httpx.Limits(max_connections=100, max_keepalive_connections=20)
        self._client = httpx.AsyncClient(timeout=30, limits=limits, follow_redirects=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request through; a service that is away is a 502."""
        if scope["type"] != "http":
            return
        response = await self._answer(Request(scope, receive))
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        base = self._targets.get(segment_of(request.url.path), self._fallback)
        raw = request.scope["raw_path"].split(b"?")[0] + (
            b"?" + query if (query := request.scope["query_string"]) else b""
        )
        headers = [(name, value) for name, value in request.headers.raw if name not in HOP_BY_HOP]
        outgoing = self._client.build_request(
            request.method,
            httpx.URL(base).copy_with(raw_path=raw),
            headers=headers,
            content=request.stream() if {*request.headers} & {"content-length", "transfer-encoding"} else None,
        )
        try:
            answer = await self._client.send(outgoing, stream=True)
        except httpx.TransportError:
            return Response("服务暂时不可用，请稍后再试。", status_code=502, media_type="text/plain; charset=utf-8")
        back = StreamingResponse(_body(answer), status_code=answer.status_code)
        back.raw_headers = [(name, value) for name, value in answer.headers.raw if name.lower() not in HOP_BY_HOP]
        return back

    async def close(self) -> None:
        """Close the connections to the services."""
        await self._client.aclose()


async def _body(answer: httpx.Response) -> AsyncIterator[bytes]:
    try:
        async for chunk in answer.aiter_raw():
            yield chunk
    finally:
        await answer.aclose()
