"""Signed cursors: where the next page of a list begins, good for one route, filter and order only."""

import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from gongkai.edge_refusals import EdgeRefusal
from gongkai.refusals import Ground

SIGNATURE_BYTES: Final = 16
LONGEST_CURSOR: Final = 500
WORDS: Final = "翻页标记无效，请从第一页重新开始。"
Position = Sequence[Any]
HEARD: Final[dict[str, Callable[[str], Any]]] = {"t": datetime.fromisoformat, "d": date.fromisoformat, "u": UUID}


class CursorInvalid(EdgeRefusal):
    """The cursor was not made here, or for another list, filter or order."""

    code = "cursor-invalid"
    ground = Ground.unfit


class Cursors:
    """Seals positions into cursors and opens them again. All replicas of a service share the secret."""

    def __init__(self, secret: bytes) -> None:
        self._key = hmac.digest(secret, b"gongkai cursor", "sha256")

    def seal(self, bound: str, position: Position) -> str:
        """A cursor for this position in the list that `bound` names."""
        payload = json.dumps([_told(value) for value in position], separators=(",", ":")).encode()
        return urlsafe_b64encode(self._sign(bound, payload) + payload).rstrip(b"=").decode()

    def open(self, bound: str, cursor: str) -> tuple[Any, ...]:
        """The position in a cursor; raises `CursorInvalid` if it was not made here for this list."""
        try:
            raw = urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
        except ValueError:
            raise CursorInvalid(WORDS) from None
        signature, payload = raw[:SIGNATURE_BYTES], raw[SIGNATURE_BYTES:]
        if len(cursor) > LONGEST_CURSOR or not hmac.compare_digest(signature, self._sign(bound, payload)):
            raise CursorInvalid(WORDS)
        return tuple(_heard(value) for value in json.loads(payload))

    def _sign(self, bound: str, payload: bytes) -> bytes:
        content = len(bound).to_bytes(4, "big") + bound.encode() + payload
        return hmac.digest(self._key, content, "sha256")[:SIGNATURE_BYTES]


def _told(value: Any) -> Any:
    if isinstance(value, datetime):
        return {"t": value.isoformat()}
    if isinstance(value, date):
        return {"d": value.isoformat()}
    return {"u": value.hex} if isinstance(value, UUID) else value


def _heard(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    ((kind, told),) = value.items()
    return HEARD[kind](told)
