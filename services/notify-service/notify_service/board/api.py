"""The board of all running limits of all services, least time left first (B6)."""

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter

from gongkai.desk.clock_face import NEAR
from gongkai.http.dependencies import ReadDep, RunningDep
from gongkai.http.paging import Page, PagingDep
from notify_service.board import store as board
from notify_service.board.domain import bands
from notify_service.watch.api.queries import WantedDep
from notify_service.watch.api.views import ClockView

router = APIRouter(prefix="/api/v1/clocks", tags=["clocks"])


@router.get("", response_model=Page[ClockView], summary="Running and paused clocks, least time left first")
async def get_clocks(db: ReadDep, paging: PagingDep, wanted: WantedDep, running: RunningDep) -> Any:
    """`left` is counted at this moment; the order is that of the due instants."""
    now, calendar = running.timepiece.now(), running.calendar
    filters = asdict(wanted)
    after = paging.after(**filters)
    rows = await board.page(db, wanted, bands(NEAR, calendar, now), now=now, after=after, limit=paging.limit + 1)
    found = paging.page(rows, lambda last: (last.due_at, last.subject_id, last.clock), **filters)
    return found | {"items": [ClockView.of(watch, calendar, now) for watch in found["items"]]}
