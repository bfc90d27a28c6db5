"""Counts of a period: questions received, answered on the spot, in time, and to satisfaction."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import and_, func, select, type_coerce
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.clocks.store import clock
from inquiry_service.question.domain.question import QuestionKind, Rating
from inquiry_service.question.store.tables import questions

RATED_LAST: Final = func.coalesce(questions.c.rating, type_coerce(questions.c.earlier, JSONB)[0]["rating"].astext)
"""The asker's last word; a question that was asked again keeps its first rating until the next one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Of the questions received in a period."""

    received: int
    written_on_boards: int
    on_the_spot: int
    answered: int
    in_time: int
    overdue: int
    rated: int
    satisfied: int


async def counts(db: AsyncConnection, unit: str | None, begins: datetime, ends: datetime, now: datetime) -> Counts:
    """Count what a unit (all for `None`) received from `begins` on and before `ends`; one statement."""
    one, spot = questions.c, questions.c.channel.is_not(None)
    within = and_(one.asked_at >= begins, one.asked_at < ends)
    met = clock.c.state == "met"
    counted = (
        select(
            func.count().label("received"),
            func.count().filter(one.kind == QuestionKind.board, ~spot).label("written_on_boards"),
            func.count().filter(spot).label("on_the_spot"),
            func.count().filter(met).label("answered"),
            func.count().filter(met, clock.c.on_time).label("in_time"),
            func.count().filter(clock.c.state == "running", clock.c.due_at <= now).label("overdue"),
            func.count().filter(RATED_LAST.is_not(None)).label("rated"),
            func.count().filter(RATED_LAST.in_((Rating.satisfied, Rating.mostly_satisfied))).label("satisfied"),
        )
        .select_from(questions.join(clock, clock.c.subject_id == one.id))
        .where(within if unit is None else and_(within, one.unit == unit))
    )
    return Counts(**(await db.execute(counted)).one()._mapping)
