"""All SQL that writes or claims watches. The lock on a watch row precedes every change of its alarms."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, bindparam, func, literal_column, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.database.compiled import Compiled
from notify_service.watch.domain import Watch
from notify_service.watch.store.arrays import as_arrays, value_rows
from notify_service.watch.store.tables import OPEN, alarm, watch

NAMES = [column.name for column in watch.columns]
KEY = ("subject_id", "clock")

_given = value_rows(*watch.columns)
_insert = insert(watch).from_select(NAMES, select(*_given.c))
SAVE = Compiled(
    _insert.on_conflict_do_update(
        index_elements=KEY, set_={name: _insert.excluded[name] for name in NAMES if name not in KEY}
    )
)
PENDING = alarm.c.state == literal_column("'pending'")
PROVISIONAL = select(func.count()).select_from(watch).where(OPEN, watch.c.certainty == "provisional")
CLAIM = Compiled(
    select(watch)
    .join(alarm, (alarm.c.subject_id == watch.c.subject_id) & (alarm.c.clock == watch.c.clock))
    .where(PENDING, alarm.c.due_at <= bindparam("now", type_=alarm.c.due_at.type))
    .order_by(alarm.c.due_at)
    .limit(bindparam("most", type_=Integer))
    .with_for_update(of=(watch, alarm), skip_locked=True)
)


async def save(db: AsyncConnection, watches: Iterable[Watch]) -> None:
    """Write watches as the owners' events state them; in the order of the keys, so writers cannot deadlock."""
    rows = sorted(watches, key=lambda each: each.key)
    await SAVE.fetch(db, **as_arrays(NAMES, rows))


async def claim_due(db: AsyncConnection, now: datetime, most: int) -> list[Watch]:
    """Watches with an alarm due by now, earliest first, that no other ticker works on; locked until the commit.

    The watch is locked before its alarm: so nobody ever holds an alarm of a watch that another ticker holds, and a
    watch that another ticker has just worked off is seen to have nothing due any more.

    Several due alarms of one watch give one watch. Nothing due costs one look at the end of an index.
    """
    rows = await CLAIM.fetch(db, now=now, most=most)
    found: dict[tuple[UUID, str], Any] = {(row["subject_id"], row["clock"]): row for row in rows}
    return [Watch(**row) for row in found.values()]


async def count_provisional(db: AsyncConnection) -> int:
    """Count open watches whose due day lies in a year that is not announced yet."""
    return await db.scalar(PROVISIONAL) or 0
