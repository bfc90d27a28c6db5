"""Long lists in pages: a signed cursor says where the next page begins and belongs to one route, filter and order."""

import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Annotated, Any, Final, Generic, TypeVar
from uuid import UUID

from fastapi import Depends, Query, Request
from pydantic import BaseModel, Field

from gongkai.refusals import Ground
from gongkai.web.problems import EdgeRefusal

T = TypeVar("T")
Row = TypeVar("Row")

SIGNATURE_BYTES: Final = 16
LONGEST_CURSOR: Final = 500
Position = Sequence[Any]
HEARD: Final[dict[str, Callable[[str], Any]]] = {"t": datetime.fromisoformat, "d": date.fromisoformat, "u": UUID}


class CursorInvalid(EdgeRefusal):
    """The cursor was not made here, or for another list, filter or order."""

    code = "cursor-invalid"
    ground = Ground.unfit


class Page(BaseModel, Generic[T]):
    """One page of a list; `next` is the cursor of the following page, `null` on the last."""

    items: list[T]
    next: str | None = Field(default=None, description="Cursor of the next page; null on the last page")


class Cursors:
    """Seals positions into cursors and opens them again. All replicas of a service share the secret."""

    def __init__(self, secret: bytes) -> None:
        self._key = hmac.digest(secret, b"gongkai cursor", "sha256")

    def seal(self, bound: str, position: Position) -> str:
        """A cursor for this position in the list that `bound` names."""
        payload = json.dumps([_told(value) for value in position], separators=(",", ":")).encode()
        return urlsafe_b64encode(self._sign(bound, payload) + payload).rstrip(b"=").decode()

    def open(self, bound: str, cursor: str) -> tuple[Any, ...]:
        """The position in a cursor; raises `CursorInvalid` if it is not one of ours for this list."""
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


WORDS: Final = "翻页标记无效，请从第一页重新开始。"


class Paging:
    """How much of a list was asked for, and from where."""

    def __init__(self, cursors: Cursors, route: str, limit: int, cursor: str | None) -> None:
        self._cursors = cursors
        self._route = route
        self._cursor = cursor
        self.limit = limit

    def after(self, **filters: Any) -> tuple[Any, ...] | None:
        """The position after which the page begins; `None` for the first page. Filters and order are bound to it."""
        return self._cursors.open(self._bound(filters), self._cursor) if self._cursor else None

    def page(self, rows: Sequence[Row], position: Callable[[Row], Position], **filters: Any) -> dict[str, Any]:
        """The answer from up to `limit + 1` rows: the extra row only shows that there is a next page."""
        items = list(rows[: self.limit])
        more = len(rows) > self.limit
        return {"items": items, "next": self._cursors.seal(self._bound(filters), position(items[-1])) if more else None}

    def _bound(self, filters: dict[str, Any]) -> str:
        return json.dumps([self._route, sorted((name, str(value)) for name, value in filters.items())])


async def _paging(
    request: Request,
    limit: Annotated[int, Query(ge=1, le=100, description="Items on one page")] = 20,
    cursor: Annotated[str | None, Query(max_length=LONGEST_CURSOR, description="`next` of the page before")] = None,
) -> Paging:
    return Paging(request.app.state.cursors, request.scope["gongkai.route"], limit, cursor)


PagingDep = Annotated[Paging, Depends(_paging)]
"""`page = paging.page(await store.page(db, paging.after(unit=unit), paging.limit + 1), by=..., unit=unit)`."""


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
