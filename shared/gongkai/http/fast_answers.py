"""Fast answers: the reads that are asked most are answered before the framework.

A fast answer is 200 or 304 and says what the route behind it would say. Everything else (nothing
there, HEAD, an id in another notation, `If-None-Match: *`) is left to that route, which is also what OpenAPI tells of.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from starlette.types import Scope, Send

from gongkai.runtime.service import FastRead, ServiceRuntime

ID: Final = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
VERSION: Final = re.compile(rb'"([1-9]\d{0,8})"')
NO_VERSION: Final[Sequence[int]] = ()


class FastAnswers:
    """The fast reads of a service at work."""

    def __init__(self, running: ServiceRuntime, reads: Sequence[FastRead]) -> None:
        self._running = running
        self._reads = {one.template: (one.template.index("{"), one.find) for one in reads}

    async def answered(self, scope: Scope, headers: Mapping[bytes, bytes], send: Send) -> bool:
        """Answer a request that was let in; False if the route has to."""
        entry = self._reads.get(scope["gongkai.route"])
        if entry is None or scope["method"] != "GET":
            return False
        start, find = entry
        subject = scope["path"][start:]
        known = _known(scope) if b"if-none-match" in headers else NO_VERSION
        if known is None or not ID.fullmatch(subject):
            return False
        found = await find(self._running, scope["state"]["actor"], subject, known)
        if found is not None:
            await _send(*found, send)
        return found is not None


def _known(scope: Scope) -> list[int] | None:
    said = b",".join(value for name, value in scope["headers"] if name == b"if-none-match")
    return None if b"*" in said else [int(version) for version in VERSION.findall(said)]


async def _send(version: int, json: bytes | None, send: Send) -> None:
    headers = [(b"etag", b'"%d"' % version)]
    if json is not None:
        headers += [(b"content-length", b"%d" % len(json)), (b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": 304 if json is None else 200, "headers": headers})
    await send({"type": "http.response.body", "body": json or b""})
