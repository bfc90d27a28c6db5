"""Long lists in pages of at most 100 items."""

import json
from collections.abc import Callable, Sequence
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Depends, Query, Request
from pydantic import BaseModel, Field

from gongkai.http.cursors import LONGEST_CURSOR, Cursors, Position

T = TypeVar("T")
Row = TypeVar("Row")


class Page(BaseModel, Generic[T]):
    """One page of a list; `next` is the cursor of the following page, `null` on the last."""

    items: list[T]
    next: str | None = Field(default=None, description="Cursor of the next page; null on the last page")


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
