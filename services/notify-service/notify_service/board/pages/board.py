"""The board of all limits for those who supervise: filters, figures, and what breaches if nobody acts (B6)."""

from dataclasses import asdict, replace
from datetime import date, timedelta
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.desk.clock_face import NEAR, SHAPES, Colour
from gongkai.desk.render import PagesDep
from gongkai.http.dependencies import ActorDep, ReadDep, RunningDep
from gongkai.http.paging import PagingDep
from gongkai.organisation.units import UnitKind, units
from gongkai.runtime.service import Running
from gongkai.worktime.days import office_day
from notify_service.board import store as board
from notify_service.board.domain import BoardColour, Wanted, bands
from notify_service.board.pages.queue import SERVICE_WORDS, lines

router = APIRouter(include_in_schema=False)

LOOK_AHEAD: Final = (1, 3, 5)
"""Working days from today for the question what breaches if nobody acts."""


async def wanted_of(actor: ActorDep, unit: str = "", service: str = "", colour: str = "", due_by: str = "") -> Wanted:
    """The filters of the form; what cannot be understood filters nothing."""
    return Wanted(
        unit=actor.only_unit or (unit if unit in units() else None),
        service=service if service in SERVICE_WORDS else None,
        colour=BoardColour(colour) if colour in set(BoardColour) else None,
        due_by=_day(due_by),
    )


WantedDep = Annotated[Wanted, Depends(wanted_of)]


@router.get("/desk/board")
async def board_page(
    request: Request, db: ReadDep, paging: PagingDep, wanted: WantedDep, running: RunningDep, pages: PagesDep
) -> Response:
    """One page of clocks under the figures; staff of a unit see their own."""
    now, calendar = running.timepiece.now(), running.calendar
    filters = asdict(wanted)
    after = paging.after(**filters)
    edges = bands(NEAR, calendar, now)
    rows = await board.page(db, wanted, edges, now=now, after=after, limit=paging.limit + 1)
    found = paging.page(rows, lambda last: (last.due_at, last.subject_id, last.clock), **filters)
    query = urlencode({name: value for name, value in filters.items() if value is not None})
    return pages.render(
        request,
        "board.html",
        rows=lines(found["items"], calendar, now),
        form={name: value or "" for name, value in filters.items()},
        next=f"/desk/board?{query}&cursor={found['next']}" if found["next"] else "",
        first=f"/desk/board?{query}" if after else "",
        figures=await _figures(db, wanted, running),
        ahead=await _ahead(db, wanted, running),
        **CHOICES,
    )


CHOICES: Final[dict[str, Any]] = {
    "units": [(one.code, one.name) for one in units().values() if one.kind is not UnitKind.group],
    "services": list(SERVICE_WORDS.items()),
    "colours": [(colour.value, SHAPES[Colour(colour.value)].word) for colour in BoardColour],
}


async def _figures(db: AsyncConnection, wanted: Wanted, running: Running) -> list[dict[str, Any]]:
    """How many clocks have each of the colours, within the chosen unit and service."""
    now = running.timepiece.now()
    edges = bands(NEAR, running.calendar, now)
    figures = []
    for colour in (BoardColour.overdue, BoardColour.red, BoardColour.yellow, BoardColour.provisional):
        count = await board.count(db, replace(wanted, colour=colour, due_by=None), edges, now=now)
        query = {"unit": wanted.unit, "service": wanted.service, "colour": colour.value}
        href = f"/desk/board?{urlencode({name: value for name, value in query.items() if value})}"
        word = SHAPES[Colour(colour.value)].word
        figures.append({"name": word, "value": _said(count), "colour": colour.value, "href": href})
    return figures


async def _ahead(db: AsyncConnection, wanted: Wanted, running: Running) -> list[dict[str, Any]]:
    """For some days to come: how many clocks will have breached by their end if nobody acts."""
    now = running.timepiece.now()
    edges = bands(NEAR, running.calendar, now)
    found = []
    for days in LOOK_AHEAD:
        by = running.calendar.add(office_day(now), days)
        count = await board.count(db, replace(wanted, colour=None, due_by=by), edges, now=now)
        found.append({"days": days, "by": by, "count": _said(count)})
    return found


def _said(count: int) -> str:
    return str(count) if count < board.MOST_COUNTED else f"{board.MOST_COUNTED - 1}+"


def _day(words: str) -> date | None:
    try:
        day = date.fromisoformat(words)
    except ValueError:
        return None
    return day if date(2000, 1, 1) <= day <= date(2099, 12, 31) - timedelta(days=1) else None
