"""TODO notify_service.board.api"""

from dataclasses import asdict
from datetime import date
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query

from gongkai.desk.clock_face import NEAR
from gongkai.http.dependencies import ActorDep, ReadDep, RunningDep
from gongkai.http.paging import Page, PagingDep
from notify_service.board import store as board
from notify_service.board.domain import BoardColour, Wanted, bands
from notify_service.calendar.views import ClockView

FIRST_DAY: Final = date(2000, 1, 1)
LAST_DAY: Final = date(2099, 12, 31)
LONGEST_LIMIT: Final = 400

Day = Annotated[date, Query(ge=FIRST_DAY, le=LAST_DAY, description="YYYY-MM-DD, 2000 to 2099")]
WorkingDays = Annotated[int, Query(ge=1, le=LONGEST_LIMIT, description="Length of the limit in working days")]


async def wanted_by(
    actor: ActorDep,
    unit: Annotated[
        str | None, Query(max_length=40, description="Code of a unit; staff of a unit see theirs only")
    ] = None,
    service: Annotated[str | None, Query(max_length=20, description="policy | inquiry | ticket")] = None,
    colour: Annotated[BoardColour | None, Query(description="Only clocks of this colour")] = None,
    due_by: Annotated[
        date | None,
        Query(ge=FIRST_DAY, le=LAST_DAY, description="What breaches by the end of this day if nobody acts"),
    ] = None,
) -> Wanted:
    """The clocks asked for, as far as the person may see them."""
    return Wanted(unit=actor.only_unit or unit, service=service, colour=colour, due_by=due_by)


WantedDep = Annotated[Wanted, Depends(wanted_by)]


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
