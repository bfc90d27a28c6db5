"""Before the office saves another dispatch table: how many orders of the last days would have gone elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.worktime.days import office_day
from ticket_service.routing.domain.dispatch import DispatchRow, DispatchTable, unit_for
from ticket_service.routing.store import dispatch

LOOKED_BACK: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """Open tickets of the last days, and how many of them another table would have sent to another unit."""

    tickets: int
    elsewhere: int


async def preview_dispatch(db: AsyncConnection, rows: Sequence[DispatchRow], now: datetime) -> Preview:
    """Nothing is moved: what was dispatched stays where it is, unless the office re-assigns it."""
    held, wanted, day = await dispatch.current_table(db), DispatchTable(rows=tuple(rows)), office_day(now)
    tickets = elsewhere = 0
    for each in await dispatch.gathered(db, now - LOOKED_BACK):
        tickets += each.tickets
        before, after = (unit_for(table, each.district, each.category, day) for table in (held, wanted))
        elsewhere += each.tickets if before != after else 0
    return Preview(tickets=tickets, elsewhere=elsewhere)
