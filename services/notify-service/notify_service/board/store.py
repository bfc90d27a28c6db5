"""All reading of watches for people: the board over all services and the queue of a unit. A page costs the same
whether a thousand or a million clocks run: it begins at a due instant and follows an index."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.worktime.days import day_end
from notify_service.board.domain import Band, BoardColour, ClockFilter
from notify_service.watch.domain import Watch
from notify_service.watch.store.tables import OPEN, ORDER, watch

RUNNING: Final = watch.c.state == "running"
MOST_COUNTED: Final = 1000
"""Beyond this a figure on the board reads 999+: counting is not to grow with the number of clocks."""


async def page(
    db: AsyncConnection,
    clock_filter: ClockFilter,
    bands: Sequence[Band],
    *,
    now: datetime,
    after: tuple[datetime, UUID, str] | None = None,
    limit: int = 20,
) -> list[Watch]:
    """Clocks that still count, least time left first; `after` is due instant, subject and clock of the last one."""
    statement = in_order(clock_filter, bands, now)
    if after:
        statement = statement.where(tuple_(*ORDER) > after)
    return [Watch(**row._mapping) for row in await db.execute(statement.limit(limit))]


def in_order(clock_filter: ClockFilter, bands: Sequence[Band], now: datetime) -> Select[Any]:
    """Select the clocks that pass the filter, by their due instants."""
    return select(watch).where(*_conditions(clock_filter, bands, now)).order_by(*ORDER)


async def count(db: AsyncConnection, clock_filter: ClockFilter, bands: Sequence[Band], *, now: datetime) -> int:
    """Count the clocks that pass the filter, up to 1,000."""
    found = select(watch.c.clock).where(*_conditions(clock_filter, bands, now)).limit(MOST_COUNTED).subquery()
    return await db.scalar(select(func.count()).select_from(found)) or 0


def _conditions(clock_filter: ClockFilter, bands: Sequence[Band], now: datetime) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [OPEN]
    if clock_filter.unit is not None:
        conditions.append(watch.c.unit == clock_filter.unit)
    if clock_filter.service is not None:
        conditions.append(watch.c.service == clock_filter.service)
    if clock_filter.colour is not None:
        conditions += _of_colour(clock_filter.colour, bands, now)
    if clock_filter.due_by is not None:
        conditions += [RUNNING, watch.c.due_at > now, watch.c.due_at <= day_end(clock_filter.due_by)]
    return conditions


def _of_colour(colour: BoardColour, bands: Sequence[Band], now: datetime) -> list[ColumnElement[bool]]:
    """The colours as the pages show them (`clock_face`), as ranges of due instants."""
    later = watch.c.due_at > now
    if colour is BoardColour.paused:
        return [watch.c.state == "paused"]
    if colour is BoardColour.overdue:
        return [RUNNING, watch.c.due_at <= now]
    if colour is BoardColour.red:
        last = max(band.red_until for band in bands)
        return [RUNNING, later, watch.c.due_at <= last, or_(*(_red(band) for band in bands))]
    if colour is BoardColour.yellow:
        last = max(band.yellow_until for band in bands)
        return [RUNNING, later, watch.c.due_at <= last, or_(*(_yellow(band) for band in bands))]
    first = min(band.yellow_until for band in bands)
    certainty = watch.c.certainty == ("provisional" if colour is BoardColour.provisional else "final")
    return [RUNNING, later, watch.c.due_at > first, certainty, or_(*(_calm(band) for band in bands))]


def _in(band: Band) -> ColumnElement[bool]:
    return and_(watch.c.limit_unit.in_(band.units), watch.c.limit_n >= band.at_least, watch.c.limit_n < band.below)


def _red(band: Band) -> ColumnElement[bool]:
    return and_(_in(band), watch.c.due_at <= band.red_until)


def _yellow(band: Band) -> ColumnElement[bool]:
    return and_(_in(band), watch.c.due_at > band.red_until, watch.c.due_at <= band.yellow_until)


def _calm(band: Band) -> ColumnElement[bool]:
    return and_(_in(band), watch.c.due_at > band.yellow_until)
