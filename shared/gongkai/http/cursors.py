"""Signed cursors: where the next page of a list begins, good for one route, filter and order only."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from itsdangerous import BadData, URLSafeSerializer

from gongkai.edge_refusals import EdgeRefusal
from gongkai.refusals import Ground

LONGEST_CURSOR: Final = 500
WORDS: Final = "翻页标记无效，请从第一页重新开始。"
SIGNER: Final = {"key_derivation": "hmac", "digest_method": sha256}
Position = Sequence[Any]
HEARD: Final[dict[str, Callable[[str], Any]]] = {"t": datetime.fromisoformat, "d": date.fromisoformat, "u": UUID}


class CursorInvalid(EdgeRefusal):
    """The cursor was not made here, or for another list, filter or order."""

    code = "cursor-invalid"
    ground = Ground.unfit


class Cursors:
    """Seals positions into cursors and opens them again. All replicas of a service share the secret."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def seal(self, bound: str, position: Position) -> str:
        """A cursor for this position in the list that `bound` names."""
        sealed = self._signed_for(bound).dumps([_told(value) for value in position])
        return sealed if isinstance(sealed, str) else sealed.decode("ascii")

    def open(self, bound: str, cursor: str) -> tuple[Any, ...]:
        """The position in a cursor; raises `CursorInvalid` if it was not made here for this list."""
        if len(cursor) > LONGEST_CURSOR:
            raise CursorInvalid(WORDS)
        try:
            position = self._signed_for(bound).loads(cursor)
        except (BadData, ValueError):
            raise CursorInvalid(WORDS) from None
        return tuple(_heard(value) for value in position)

    def _signed_for(self, bound: str) -> URLSafeSerializer:
        """The list is part of the key: a cursor of another list has another signature."""
        return URLSafeSerializer(self._secret, salt=b"gongkai cursor " + bound.encode(), signer_kwargs=SIGNER)


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
