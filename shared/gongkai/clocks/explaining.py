"""Read the clocks of a thing as they stand now, with the reasons for every day."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.clocks import store
from gongkai.clocks.clock import Clock
from gongkai.clocks.keeping import ClockUnknown
from gongkai.worktime.calendar import WorkCalendar
from gongkai.worktime.clock import ClockReading, replay
from gongkai.worktime.explain import Explanation, explain
from gongkai.worktime.limit import Limit


async def readings(
    db: AsyncConnection, subject_id: UUID, limits: Mapping[str, Limit], calendar: WorkCalendar, now: datetime
) -> list[tuple[Clock, Limit, ClockReading]]:
    """Every clock of a thing with its limit and what it shows now, first due first."""
    return [
        (clock, limits[clock.code], replay(limits[clock.code], clock.log, calendar, now))
        for clock in await store.of(db, subject_id)
    ]


async def explanation(
    db: AsyncConnection, subject_id: UUID, limit: Limit | None, calendar: WorkCalendar, now: datetime
) -> Explanation:
    """One clock told day by day; refused (`ClockUnknown`) if the thing has no such clock."""
    clocks = await store.of(db, subject_id) if limit else []
    clock = next((one for one in clocks if limit and one.code == limit.code), None)
    if clock is None or limit is None:
        raise ClockUnknown("没有这一时限。")
    return explain(limit, clock.log, calendar, now)
