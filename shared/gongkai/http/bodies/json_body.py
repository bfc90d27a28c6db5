"""Bodies as they come in over the network: whole, within bounds, and declared as what they are."""

from collections.abc import Mapping
from typing import Final

from starlette.requests import ClientDisconnect
from starlette.types import Message, Receive, Scope

from gongkai.edge_refusals import EdgeRefusal
from gongkai.refusals import Ground

TOO_LARGE: Final = "提交的内容超过了允许的大小。"
JSON_TYPES: Final = frozenset({b"application/json", b"application/json;charset=utf-8"})


MOST_FIELDS: Final = 100
"""Fields of one form."""


class MalformedRequest(EdgeRefusal):
    """A NUL character in address or form: no text holds one, and the database refuses it."""

    code = "malformed-request"
    ground = Ground.unfit


class BodyTooLarge(EdgeRefusal):
    """More bytes than the route takes."""

    code = "body-too-large"
    ground = Ground.unfit


class UnsupportedMediaType(EdgeRefusal):
    """The body is declared as something else than the route reads."""

    code = "unsupported-media-type"
    ground = Ground.unfit


def require_json(headers: Mapping[bytes, bytes]) -> None:
    """Refuse a body that is not declared as plain JSON in UTF-8."""
    declared = headers.get(b"content-type", b"")
    if declared not in JSON_TYPES and declared.replace(b" ", b"").replace(b'"', b"").lower() not in JSON_TYPES:
        raise UnsupportedMediaType("请用 application/json（UTF-8）提交。")
    if headers.get(b"content-encoding", b"identity").lower() != b"identity":
        raise UnsupportedMediaType("请不要压缩提交的内容。")


def require_fitting(headers: Mapping[bytes, bytes], largest: int) -> None:
    """Refuse a body that is announced as larger than allowed, before any of it is read."""
    declared = headers.get(b"content-length", b"")
    if declared.isdigit() and (len(declared) > 12 or int(declared) > largest):
        raise BodyTooLarge(TOO_LARGE)


async def read_body(headers: Mapping[bytes, bytes], receive: Receive, largest: int) -> bytes:
    """The whole body; stops reading as soon as it is larger than allowed."""
    require_fitting(headers, largest)
    chunks: list[bytes] = []
    left = largest
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        chunk: bytes = message.get("body", b"")
        left -= len(chunk)
        if left < 0:
            raise BodyTooLarge(TOO_LARGE)
        chunks.append(chunk)
        if not message.get("more_body", False):
            return b"".join(chunks)


def given_again(body: bytes, receive: Receive) -> Receive:
    """A `receive` that hands out a body that was already read, and afterwards what really comes."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> Message:
        return waiting.pop() if waiting else await receive()

    return again


def headers_of(scope: Scope) -> dict[bytes, bytes]:
    """The headers by lower-case name; of a doubled one the last."""
    return dict(scope["headers"])
