"""The routes to the clocks of a thing and to their explanation, for all who may see the thing."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Path
from pydantic import BaseModel, Field

from gongkai.clocks.clock import Clock
from gongkai.clocks.explaining import explanation, readings
from gongkai.http.access import Guard
from gongkai.http.dependencies import NowDep, ReadDep, RuntimeDep
from gongkai.http.router import Router
from gongkai.worktime.clock import ClockReading
from gongkai.worktime.explain import Explanation
from gongkai.worktime.limit import Limit

Visible = Callable[..., Awaitable[None]]
"""A dependency that takes `subject_id` and refuses those who may not see the thing."""


class ClockView(BaseModel):
    """A clock as it stands now; days are in the limit's unit."""

    code: str
    title: str
    basis: str = Field(description="The rule that sets the limit")
    state: str = Field(description="running | paused | met | cancelled")
    cycle: int
    received_on: date = Field(description="Shanghai day of receipt, not counted")
    started_at: datetime
    due_on: date
    due_at: datetime = Field(description="The instant at which the limit has passed: 24:00 of due_on")
    certainty: str = Field(description="final | provisional (the calendar of that year is not announced)")
    calendar_version: str
    days_total: int
    days_used: int
    days_left: int
    met_at: datetime | None
    on_time: bool | None
    late: bool


class ExplainedDayView(BaseModel):
    """One day: whether it counts, why, and by whose notice."""

    date: date
    counts: bool
    reason: str
    name: str
    source: str
    number: int = Field(description="Which counted day it is; 0 if it does not count")
    note: str
    words: str


class ExplanationView(BaseModel):
    """A clock told day by day, and in Chinese sentences."""

    code: str
    title: str
    basis: str
    state: str
    received_on: date
    due_on: date
    due_at: datetime
    certainty: str
    calendar_version: str
    days: list[ExplainedDayView]
    words: list[str]


ClockCode = Annotated[str, Path(max_length=40, pattern="^[a-z_]+$")]


def explain_router(prefix: str, limits: Sequence[Limit], visible: Visible, guard: Guard, tag: str = "clocks") -> Router:
    """`GET {prefix}/{subject_id}/clocks` and `…/clocks/{code}/explanation`, for those whom `visible` lets through."""
    router = Router(prefix=prefix, tags=[tag], dependencies=[Depends(visible)])
    by_code = {limit.code: limit for limit in limits}

    @router.get("/{subject_id}/clocks", guard=guard, response_model=list[ClockView])
    async def get_clocks(subject_id: UUID, db: ReadDep, now: NowDep, running: RuntimeDep) -> list[ClockView]:
        """All clocks of the thing, first due first."""
        found = await readings(db, subject_id, by_code, running.calendar, now)
        return [_clock(*one) for one in found]

    @router.get("/{subject_id}/clocks/{code}/explanation", guard=guard, response_model=ExplanationView)
    async def get_explanation(
        subject_id: UUID, code: ClockCode, db: ReadDep, now: NowDep, running: RuntimeDep
    ) -> dict[str, Any]:
        """Why the clock ends on the day on which it ends."""
        told = await explanation(db, subject_id, by_code.get(code), running.calendar, now)
        return as_json(told)

    return router


def as_json(told: Explanation) -> dict[str, Any]:
    """An explanation with the limit that it explains."""
    limit = told.limit
    about = {"code": limit.code, "title": limit.title, "basis": limit.basis, "state": told.reading.state.value}
    return about | told.to_json()


def _clock(clock: Clock, limit: Limit, reading: ClockReading) -> ClockView:
    shown = {name: getattr(reading, name) for name in ClockView.model_fields if hasattr(reading, name)}
    return ClockView(code=clock.code, title=limit.title, basis=limit.basis, **shown)
