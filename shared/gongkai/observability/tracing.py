"""The W3C trace through all services: one trace id per request, carried into events and logs."""

import os
import re
from collections.abc import Iterator
from contextvars import ContextVar, Token

TRACEPARENT = re.compile(rb"00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")

_current: ContextVar[str | None] = ContextVar("traceparent", default=None)


def _noise() -> Iterator[str]:
    """Random hexadecimal digits, enough for a trace and a span; drawn from the system 256 at a time."""
    while True:
        drawn = os.urandom(24 * 256).hex()
        yield from (drawn[start : start + 48] for start in range(0, len(drawn), 48))


NOISE = _noise()


def current_traceparent() -> str | None:
    """The traceparent of the running request or event."""
    return _current.get()


def bind_trace(traceparent: str | None) -> Token[str | None]:
    """Bind a trace to what runs from here on, until `unbind_trace`."""
    return _current.set(traceparent)


def unbind_trace(token: Token[str | None]) -> None:
    """Return to the trace that was bound before."""
    _current.reset(token)


def trace_of(header: bytes | None) -> tuple[str, str]:
    """Trace id and traceparent of a request: the caller's if it sent a valid one, else a new one."""
    if header is not None and (match := TRACEPARENT.fullmatch(header)):
        return match[1].decode(), header.decode()
    noise = next(NOISE)
    return noise[:32], f"00-{noise[:32]}-{noise[32:]}-01"
