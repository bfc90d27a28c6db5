"""The unit's queue and the board of all limits: filters, figures, and clocks about to breach (B6)."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import Depends, Request, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.actor import Actor
from gongkai.desk.clock_face import NEAR, SHAPES, ClockFace, Colour, fact_face
from gongkai.desk.render import Pages, PagesDep
from gongkai.http.access import staff
from gongkai.http.dependencies import ActorDep, ReadDep, RuntimeDep
from gongkai.http.paging import PagingDep
from gongkai.http.router import Router
from gongkai.organisation.units import UnitKind, name_of, units
from gongkai.runtime.service import ServiceRuntime
from gongkai.worktime.calendar import WorkCalendar
from gongkai.worktime.days import office_day
from notify_service.board import store as board
from notify_service.board.domain import BOARD_READERS, BoardColour, ClockFilter, bands
from notify_service.watch.domain import Watch

router = Router(include_in_schema=False)

SERVICE_WORDS: Final = {"ticket": "热线工单", "inquiry": "政策咨询", "policy": "政策公开"}

LOOK_AHEAD: Final = (1, 3, 5)
"""Working days from today for the question what breaches if nobody acts."""

CHOICES: Final[dict[str, Any]] = {
    "units": [(one.code, one.name) for one in units().values() if one.kind is not UnitKind.group],
    "services": list(SERVICE_WORDS.items()),
    "colours": [(colour.value, SHAPES[Colour(colour.value)].word) for colour in BoardColour],
}


@dataclass(frozen=True, slots=True)
class ClockLine:
    """One clock as a line of a list."""

    ref: str
    path: str
    service: str
    unit: str
    face: ClockFace


def clock_lines(watches: Sequence[Watch], calendar: WorkCalendar, now: datetime) -> list[ClockLine]:
    """Clocks as they are shown now."""
    return [
        ClockLine(
            ref=watch.ref or str(watch.subject_id),
            path=watch.desk_path,
            service=SERVICE_WORDS.get(watch.service, watch.service),
            unit=name_of(watch.unit),
            face=fact_face(watch, calendar, now),
        )
        for watch in watches
    ]


@router.get("/desk/queue", guard=staff())
async def queue_page(
    request: Request, db: ReadDep, paging: PagingDep, actor: ActorDep, running: RuntimeDep, pages: PagesDep
) -> Response:
    """The queue of the own unit, also for those who see all units: their view over all is the board."""
    now, calendar = running.timepiece.now(), running.calendar
    clock_filter = ClockFilter(unit=actor.unit)
    after = paging.after(unit=actor.unit)
    edges = bands(NEAR, calendar, now)
    found = await board.page(db, clock_filter, edges, now=now, after=after, limit=paging.limit + 1)
    page = paging.page(found, lambda last: (last.due_at, last.subject_id, last.clock), unit=actor.unit)
    return pages.render(
        request,
        "queue.html",
        unit=name_of(actor.unit),
        rows=clock_lines(page["items"], calendar, now),
        next=_next_page(page["next"]),
        first="/desk/queue" if after else "",
        sees_all=_sees_all(actor),
        has_tickets=_leads_to(pages, "/desk/tickets", actor),
        sees_board=_leads_to(pages, "/desk/board", actor),
    )


def _next_page(cursor: str | None) -> str:
    return f"/desk/queue?cursor={cursor}" if cursor else ""


def _leads_to(pages: Pages, path: str, actor: Actor) -> bool:
    return any(entry.path == path for entry in pages.navigation.entries("desk", actor))


def _sees_all(actor: Actor) -> bool:
    return actor.only_unit is None


async def clock_filter_of_form(
    actor: ActorDep, unit: str = "", service: str = "", colour: str = "", due_by: str = ""
) -> ClockFilter:
    """The filters of the form; what cannot be understood filters nothing."""
    return ClockFilter(
        unit=actor.only_unit or (unit if unit in units() else None),
        service=service if service in SERVICE_WORDS else None,
        colour=BoardColour(colour) if colour in set(BoardColour) else None,
        due_by=_day(due_by),
    )


ClockFilterDep = Annotated[ClockFilter, Depends(clock_filter_of_form)]


@router.get("/desk/board", guard=staff(*BOARD_READERS))
async def board_page(
    request: Request, db: ReadDep, paging: PagingDep, clock_filter: ClockFilterDep, running: RuntimeDep, pages: PagesDep
) -> Response:
    """One page of clocks under the figures; staff of a unit see their own."""
    now, calendar = running.timepiece.now(), running.calendar
    filters = asdict(clock_filter)
    after = paging.after(**filters)
    edges = bands(NEAR, calendar, now)
    rows = await board.page(db, clock_filter, edges, now=now, after=after, limit=paging.limit + 1)
    found = paging.page(rows, lambda last: (last.due_at, last.subject_id, last.clock), **filters)
    query = urlencode({name: value for name, value in filters.items() if value is not None})
    return pages.render(
        request,
        "board.html",
        rows=clock_lines(found["items"], calendar, now),
        form={name: value or "" for name, value in filters.items()},
        next=f"/desk/board?{query}&cursor={found['next']}" if found["next"] else "",
        first=f"/desk/board?{query}" if after else "",
        figures=await _figures(db, clock_filter, running),
        ahead=await _ahead(db, clock_filter, running),
        **CHOICES,
    )


async def _figures(db: AsyncConnection, clock_filter: ClockFilter, running: ServiceRuntime) -> list[dict[str, Any]]:
    """How many clocks have each of the colours, within the chosen unit and service."""
    now = running.timepiece.now()
    edges = bands(NEAR, running.calendar, now)
    figures = []
    for colour in (BoardColour.overdue, BoardColour.red, BoardColour.yellow, BoardColour.provisional):
        count = await board.count(db, replace(clock_filter, colour=colour, due_by=None), edges, now=now)
        query = {"unit": clock_filter.unit, "service": clock_filter.service, "colour": colour.value}
        href = f"/desk/board?{urlencode({name: value for name, value in query.items() if value})}"
        word = SHAPES[Colour(colour.value)].word
        figures.append({"name": word, "value": _count_in_words(count), "colour": colour.value, "href": href})
    return figures


async def _ahead(db: AsyncConnection, clock_filter: ClockFilter, running: ServiceRuntime) -> list[dict[str, Any]]:
    """Count the clocks that breach by the end of days to come without an act."""
    now = running.timepiece.now()
    edges = bands(NEAR, running.calendar, now)
    found = []
    for days in LOOK_AHEAD:
        by = running.calendar.add(office_day(now), days)
        count = await board.count(db, replace(clock_filter, colour=None, due_by=by), edges, now=now)
        found.append({"days": days, "by": by, "count": _count_in_words(count)})
    return found


def _count_in_words(count: int) -> str:
    return str(count) if count < board.MOST_COUNTED else f"{board.MOST_COUNTED - 1}+"


def _day(words: str) -> date | None:
    try:
        day = date.fromisoformat(words)
    except ValueError:
        return None
    return day if date(2000, 1, 1) <= day <= date(2099, 12, 31) - timedelta(days=1) else None
