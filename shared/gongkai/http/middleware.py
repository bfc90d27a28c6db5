"""Around every request: its trace id, its guard, its safety headers, its line in the log, its place in the figures."""

from collections.abc import Iterable, Mapping
from time import perf_counter
from typing import Final

from fastapi import FastAPI, Request
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gongkai.http.access import Takes
from gongkai.http.bodies.incoming import Incoming
from gongkai.http.bodies.json_body import headers_of, require_fitting
from gongkai.http.fast_answers import FastAnswers
from gongkai.http.guards import WITH_BODY, Admission, RouteGuards, refusal_answer
from gongkai.http.problems import problem_of_fault
from gongkai.identity.tokens import Tokens
from gongkai.observability.requests import RequestNotes
from gongkai.observability.tracing import bind_trace, trace_of, unbind_trace
from gongkai.refusals import Refusal
from gongkai.timepiece import Timepiece

CLIENT_GONE: Final = 499
FOR_DATA: Final = ((b"x-content-type-options", b"nosniff"), (b"cache-control", b"no-store"))
FOR_DOCUMENTS: Final = (
    *FOR_DATA,
    (b"content-security-policy", b"default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"),
    (b"referrer-policy", b"same-origin"),
)
"""Set where the answer has none of its own; JSON, which no browser renders, does with the first two."""


class EveryRequest:
    """ASGI, outermost: one class for all of it, because each further layer costs every request."""

    def __init__(self, app: ASGIApp, admission: Admission, notes: RequestNotes, fast: FastAnswers | None) -> None:
        self._app = app
        self._admission = admission
        self._fast = fast
        self._notes = notes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, whatever happens inside; a fault is a problem with an id that is also in the log."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = perf_counter()
        headers = headers_of(scope)
        request_id, traceparent = trace_of(headers.get(b"traceparent"))
        scope["gongkai.request_id"] = request_id
        status = 0

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = _with_ours(message["headers"], request_id)
            await send(message)

        token = bind_trace(traceparent)
        try:
            await self._answer(scope, headers, receive, sending)
        except ClientDisconnect:
            status = status or CLIENT_GONE
        except Exception as error:
            answer = problem_of_fault(Request(scope), error)
            if status:  # half an answer is out: cut the connection rather than end it as if whole
                raise
            await answer(scope, receive, sending)
        finally:
            unbind_trace(token)
            route = scope.get("gongkai.route", "unmatched")
            self._notes.note(scope["method"], route, status, perf_counter() - started, request_id)

    async def _answer(self, scope: Scope, headers: Mapping[bytes, bytes], receive: Receive, send: Send) -> None:
        try:
            rule = self._admission.admit(scope, headers)
            if rule.takes is Takes.stream:
                incoming = Incoming(receive, rule.largest)
                receive, send = incoming.receive, incoming.parting(send)
                require_fitting(headers, rule.largest)
            elif scope["method"] in WITH_BODY:
                receive = await self._admission.take_body(rule, scope["path"], headers, receive)
        except Refusal as refusal:
            await refusal_answer(Request(scope), refusal)(scope, receive, send)
            return
        if self._fast is not None and await self._fast.answered(scope, headers, send):
            return
        if scope["method"] == "HEAD":  # answered as GET; the server leaves out the body
            scope = {**scope, "method": "GET"}
        await self._app(scope, receive, send)


def guard_application(
    app: FastAPI,
    *,
    service: str,
    guards: RouteGuards,
    tokens: Tokens,
    timepiece: Timepiece | None = None,
    fast: FastAnswers | None = None,
) -> None:
    """Put all of this around an application whose routes are complete."""
    notes = RequestNotes(service, (timepiece or Timepiece()).wall)
    app.add_middleware(EveryRequest, admission=Admission(guards, tokens), notes=notes, fast=fast)


def _with_ours(headers: Iterable[tuple[bytes, bytes]], request_id: str) -> list[tuple[bytes, bytes]]:
    present = dict(headers)
    due = FOR_DATA if b"json" in present.get(b"content-type", b"json") else FOR_DOCUMENTS
    added = [header for header in due if header[0] not in present]
    return [*headers, *added, (b"x-request-id", request_id.encode())]
