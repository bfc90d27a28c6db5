"""Figures of a period: questions received, and shares with what they count over and leave out."""

from datetime import date, datetime
from typing import Annotated, Final

from fastapi import Query
from pydantic import BaseModel, Field

from gongkai.http.access import staff
from gongkai.http.dependencies import ActorDep, NowDep, ReadDep
from gongkai.http.router import Router
from gongkai.refusals import Ground, Point, Refusal
from gongkai.worktime.days import day_end, day_start, office_day
from inquiry_service.casework.store import Counts, counts

PATH: Final = "/api/v1/inquiries/figures"
WRITTEN: Final = "政策留言板的书面留言，不存在当场答复"
router = Router(tags=["inquiries"])

BeginsOn = Annotated[date | None, Query(description="First Shanghai day; default: the first of this month")]
EndsOn = Annotated[date | None, Query(description="Last Shanghai day, included; default: today")]


class ShareView(BaseModel):
    """So many of how many."""

    n: int
    of: int


class ExcludedView(BaseModel):
    """What a share leaves out, and why."""

    count: int
    reason: str


class FiguresView(BaseModel):
    """Questions received in a period; each share says what it is counted over."""

    begins_on: date
    ends_on: date
    unit: str | None = Field(description="null: all units")
    received: int
    on_the_spot: ShareView = Field(description="Answered at the counter or by telephone, of all but the excluded")
    excluded: list[ExcludedView]
    in_time: ShareView = Field(description="Answered in time, of those answered and those overdue")
    satisfied: ShareView = Field(description="Satisfied or mostly so, of those rated")


class PeriodUnfit(Refusal):
    """A period ends on or after the day on which it begins, and lies in this century."""

    code = "period-unfit"
    ground = Ground.unfit


@router.get(PATH, guard=staff(), response_model=FiguresView)
async def get_figures(
    db: ReadDep, actor: ActorDep, now: NowDep, begins_on: BeginsOn = None, ends_on: EndsOn = None
) -> FiguresView:
    """Questions that the unit received in a period."""
    last = ends_on or office_day(now)
    first = begins_on or last.replace(day=1)
    begins, ends = _instants(first, last)
    unit = actor.only_unit
    return _view(first, last, unit, await counts(db, unit, begins, ends, now))


def _instants(first: date, last: date) -> tuple[datetime, datetime]:
    if not 2000 <= first.year <= last.year < 2100 or first > last:
        words = "起止日期有误：结束日期不能早于开始日期。"
        raise PeriodUnfit(words, points=[Point("/ends_on", PeriodUnfit.code, words)])
    return day_start(first), day_end(last)


def _view(first: date, last: date, unit: str | None, found: Counts) -> FiguresView:
    return FiguresView(
        begins_on=first,
        ends_on=last,
        unit=unit,
        received=found.received,
        on_the_spot=ShareView(n=found.on_the_spot, of=found.received - found.written_on_boards),
        excluded=[ExcludedView(count=found.written_on_boards, reason=WRITTEN)],
        in_time=ShareView(n=found.in_time, of=found.answered + found.overdue),
        satisfied=ShareView(n=found.satisfied, of=found.rated),
    )
