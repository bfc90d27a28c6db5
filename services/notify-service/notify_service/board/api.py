"""The board of all running limits of all services, least time left first (B6)."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query
from pydantic import BaseModel, Field

from gongkai.desk.clock_face import NEAR, fact_face
from gongkai.http.access import staff
from gongkai.http.dependencies import ActorDep, ReadDep, RuntimeDep
from gongkai.http.paging import Page, PagingDep
from gongkai.http.router import Router
from gongkai.worktime.calendar import WorkCalendar
from notify_service.board import store as board
from notify_service.board.domain import BOARD_READERS, BoardColour, ClockFilter, bands
from notify_service.watch.domain import FIRST_DAY, LAST_DAY, Watch

router = Router(prefix="/api/v1/clocks", tags=["clocks"])


class BoardClockView(BaseModel):
    """One clock of the board."""

    subject_id: UUID
    clock: str
    title: str
    service: str = Field(description="policy | inquiry | ticket")
    ref: str
    unit: str
    desk_path: str
    state: str = Field(description="running | paused")
    due_on: date
    due_at: datetime
    certainty: str = Field(description="final | provisional")
    colour: str = Field(description="green | yellow | red | overdue | paused | provisional")
    left: int = Field(description="Days left in the limit's unit, from the calendar of this moment; negative once late")
    words: str

    @classmethod
    def of(cls, watch: Watch, calendar: WorkCalendar, now: datetime) -> "BoardClockView":
        """Read a clock at this moment."""
        face = fact_face(watch, calendar, now)
        return cls(
            subject_id=watch.subject_id,
            clock=watch.clock,
            title=watch.title,
            service=watch.service,
            ref=watch.ref,
            unit=watch.unit,
            desk_path=watch.desk_path,
            state=watch.state,
            due_on=watch.due_on,
            due_at=watch.due_at,
            certainty=watch.certainty,
            colour=face.colour,
            left=face.left,
            words=face.words,
        )


async def clock_filter_of_query(
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
) -> ClockFilter:
    """The clocks asked for, as far as the person may see them."""
    return ClockFilter(unit=actor.only_unit or unit, service=service, colour=colour, due_by=due_by)


ClockFilterDep = Annotated[ClockFilter, Depends(clock_filter_of_query)]


@router.get(
    "",
    guard=staff(*BOARD_READERS),
    response_model=Page[BoardClockView],
    summary="Running and paused clocks, least time left first",
)
async def get_clocks(db: ReadDep, paging: PagingDep, clock_filter: ClockFilterDep, running: RuntimeDep) -> Any:
    """`left` is counted at this moment; the order is that of the due instants."""
    now, calendar = running.timepiece.now(), running.calendar
    filters = asdict(clock_filter)
    after = paging.after(**filters)
    rows = await board.page(db, clock_filter, bands(NEAR, calendar, now), now=now, after=after, limit=paging.limit + 1)
    found = paging.page(rows, lambda last: (last.due_at, last.subject_id, last.clock), **filters)
    return found | {"items": [BoardClockView.of(watch, calendar, now) for watch in found["items"]]}
