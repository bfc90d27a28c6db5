"""The work queue of a unit: what it owes, least working time left first, over tickets and questions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from fastapi import APIRouter, Request, Response

from gongkai.actor import Actor
from gongkai.desk.clock_face import NEAR, ClockFace, fact_face
from gongkai.desk.render import Pages, PagesDep
from gongkai.http.dependencies import ActorDep, ReadDep, RunningDep
from gongkai.http.paging import PagingDep
from gongkai.organisation.units import name_of
from gongkai.worktime.calendar import WorkCalendar
from notify_service.board import store as board
from notify_service.board.domain import Wanted, bands
from notify_service.watch.domain.watch import Watch

router = APIRouter(include_in_schema=False)

SERVICE_WORDS: Final = {"ticket": "热线工单", "inquiry": "政策咨询", "policy": "政策公开"}


@dataclass(frozen=True, slots=True)
class Line:
    """One clock as a line of a list."""

    ref: str
    path: str
    service: str
    unit: str
    face: ClockFace


def lines(watches: Sequence[Watch], calendar: WorkCalendar, now: datetime) -> list[Line]:
    """Clocks as they are shown now."""
    return [
        Line(
            ref=watch.ref or str(watch.subject_id),
            path=watch.desk_path,
            service=SERVICE_WORDS.get(watch.service, watch.service),
            unit=name_of(watch.unit),
            face=fact_face(watch, calendar, now),
        )
        for watch in watches
    ]


@router.get("/desk/queue")
async def queue_page(
    request: Request, db: ReadDep, paging: PagingDep, actor: ActorDep, running: RunningDep, pages: PagesDep
) -> Response:
    """The queue of the own unit, also for those who see all units: their view over all is the board."""
    now, calendar = running.timepiece.now(), running.calendar
    wanted = Wanted(unit=actor.unit)
    after = paging.after(unit=actor.unit)
    found = await board.page(db, wanted, bands(NEAR, calendar, now), now=now, after=after, limit=paging.limit + 1)
    page = paging.page(found, lambda last: (last.due_at, last.subject_id, last.clock), unit=actor.unit)
    return pages.render(
        request,
        "queue.html",
        unit=name_of(actor.unit),
        rows=lines(page["items"], calendar, now),
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
