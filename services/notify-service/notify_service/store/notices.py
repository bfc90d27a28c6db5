"""All SQL about notices: who was told what by which channel, and whether it arrived; kept for ever."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import bindparam, func, literal_column, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.database.compiled import Compiled
from notify_service.domain.notice import GATHER, Channel, Notice, NoticeState
from notify_service.domain.warning import DeadlineWarning
from notify_service.store.arrays import as_arrays, given
from notify_service.store.tables import notice, warning, watch

ONE_CLAIMER: Final = 7_203_270
"""Key of the advisory lock under which mails are claimed: a person's warnings never split over two messages."""
LEASE: Final = timedelta(minutes=2)
"""A claimed mail whose sender died is free again after this time."""
PEOPLE_AT_ONCE: Final = 50

NAMES = [column.name for column in notice.columns]
ADD = Compiled(insert(notice).from_select(NAMES, select(*given(*notice.columns).c)).on_conflict_do_nothing())
_waits = notice.c.state == literal_column("'waiting'")
_now = bindparam("now", type_=notice.c.next_at.type)
_soon = bindparam("soon", type_=notice.c.next_at.type)
_people = select(notice.c.recipient).where(_waits, notice.c.next_at <= _now).distinct().limit(PEOPLE_AT_ONCE)
CLAIM = Compiled(
    update(notice)
    .where(_waits, notice.c.next_at <= _soon, notice.c.recipient.in_(_people))
    .values(
        attempts=notice.c.attempts + literal_column("1"), next_at=bindparam("leased_until", type_=notice.c.next_at.type)
    )
    .returning(notice)
)
_done = given(*(notice.c[name] for name in NAMES))
SETTLE = Compiled(
    update(notice)
    .where(
        notice.c.warning_id == _done.c.warning_id,
        notice.c.recipient == _done.c.recipient,
        notice.c.channel == _done.c.channel,
        _waits,
    )
    .values({name: _done.c[name] for name in ("state", "next_at", "settled_at", "last_error")})
)


@dataclass(frozen=True, slots=True)
class Due:
    """A claimed notice with its warning; `wanted` unless the limit was met, paused or begun anew since."""

    notice: Notice
    warning: DeadlineWarning
    wanted: bool


async def add(db: AsyncConnection, notices: Sequence[Notice]) -> None:
    """Write notices; one that is there already stays as it is."""
    await ADD.fetch(db, **as_arrays(NAMES, notices))


async def claim_mails(db: AsyncConnection, now: datetime) -> list[Due]:
    """Mails due by now, all of a person together, leased to the caller, who sends them after the commit."""
    if not await db.scalar(select(func.pg_try_advisory_xact_lock(ONE_CLAIMER))):
        return []
    rows = await CLAIM.fetch(db, now=now, soon=now + GATHER, leased_until=now + LEASE)
    if not rows:
        return []
    claimed = [_as_notice(row) for row in rows]
    found = await _warnings(db, claimed)
    return [Due(one, *found[one.warning_id]) for one in claimed]


async def settle(db: AsyncConnection, notices: Sequence[Notice]) -> None:
    """Write down what became of the tries."""
    await SETTLE.fetch(db, **as_arrays(NAMES, notices))


async def _warnings(db: AsyncConnection, claimed: Sequence[Notice]) -> dict[UUID, tuple[DeadlineWarning, bool]]:
    wanted = (watch.c.state == "running") & (watch.c.cycle == warning.c.cycle)
    rows = await db.execute(
        select(warning, wanted.label("wanted"))
        .join(watch, (watch.c.subject_id == warning.c.subject_id) & (watch.c.clock == warning.c.clock))
        .where(warning.c.id.in_({one.warning_id for one in claimed}))
    )
    found = {}
    for row in rows:
        columns = dict(row._mapping)
        wanted_still = columns.pop("wanted")
        found[columns["id"]] = (DeadlineWarning(**columns), wanted_still)
    return found


def _as_notice(row: Mapping[str, Any]) -> Notice:
    columns = dict(row)
    return Notice(**columns | {"channel": Channel(columns["channel"]), "state": NoticeState(columns["state"])})
