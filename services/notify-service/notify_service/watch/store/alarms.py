"""All SQL about alarms: at most one row for a subject, clock, stage and cycle."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Self
from uuid import UUID

from sqlalchemy import bindparam, case, func, literal_column, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.database.compiled import Compiled
from notify_service.watch.domain import DeadlineStatus, PlannedAlarm, Watch
from notify_service.watch.store.arrays import as_arrays, value_rows
from notify_service.watch.store.tables import alarm

PENDING, FIRED, CANCELLED, SUPERSEDED = "pending", "fired", "cancelled", "superseded"


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmRow:
    """A row of the `alarm` table. `due_on` is the last day for which it was planned."""

    subject_id: UUID
    clock: str
    stage: str
    cycle: int
    due_on: date
    due_at: datetime
    state: str
    settled_at: datetime | None

    @classmethod
    def as_pending(cls, watch: Watch, planned: PlannedAlarm) -> Self:
        """An alarm that waits for its moment."""
        return cls._of(watch, planned, PENDING, None)

    @classmethod
    def as_fired(cls, watch: Watch, planned: PlannedAlarm, at: datetime) -> Self:
        """An alarm whose warning has been given."""
        return cls._of(watch, planned, FIRED, at)

    @classmethod
    def _of(cls, watch: Watch, planned: PlannedAlarm, state: str, at: datetime | None) -> Self:
        return cls(
            subject_id=watch.subject_id,
            clock=watch.clock,
            stage=planned.stage,
            cycle=watch.cycle,
            due_on=watch.due_on,
            due_at=planned.due_at,
            state=state,
            settled_at=at,
        )


NAMES = [column.name for column in alarm.columns]
KEY = ("subject_id", "clock", "stage", "cycle")
_is_pending = alarm.c.state == literal_column("'pending'")

_insert = insert(alarm).from_select(NAMES, select(*value_rows(*alarm.columns).c))
_given_already = (alarm.c.state == literal_column("'fired'")) & (alarm.c.due_on == _insert.excluded.due_on)
PUT = Compiled(
    _insert.on_conflict_do_update(
        index_elements=KEY,
        set_={name: _insert.excluded[name] for name in NAMES if name not in KEY},
        where=~_given_already,
    )
)

_touched = value_rows(alarm.c.subject_id, alarm.c.clock, name="touched")
CANCEL = Compiled(
    update(alarm)
    .where(_is_pending, alarm.c.subject_id == _touched.c.subject_id, alarm.c.clock == _touched.c.clock)
    .values(state=literal_column("'cancelled'"), settled_at=bindparam("at", type_=alarm.c.settled_at.type))
)
_given_now = value_rows(*(alarm.c[name] for name in KEY), name="settled")
SETTLE = Compiled(
    update(alarm)
    .where(
        _is_pending,
        alarm.c.subject_id == _given_now.c.subject_id,
        alarm.c.clock == _given_now.c.clock,
        alarm.c.due_at <= bindparam("at", type_=alarm.c.due_at.type),
    )
    .values(
        state=case(
            (
                (alarm.c.stage == _given_now.c.stage) & (alarm.c.cycle == _given_now.c.cycle),
                literal_column("'fired'"),
            ),
            else_=literal_column("'superseded'"),
        ),
        settled_at=bindparam("at", type_=alarm.c.settled_at.type),
    )
)


OLDEST = select(func.min(alarm.c.due_at)).where(alarm.c.state == "pending")


async def put(db: AsyncConnection, rows: Sequence[AlarmRow]) -> None:
    """Write alarms, moving those that exist; a stage already given for the same last day stays given (B2)."""
    if not rows:
        return
    await PUT.fetch(db, **as_arrays(NAMES, rows))


async def cancel_open(db: AsyncConnection, watches: Sequence[Watch], at: datetime) -> None:
    """Cancel what still waits for these watches; what is planned again is put back by `put`."""
    await CANCEL.fetch(db, at=at, **as_arrays(("subject_id", "clock"), watches, "touched"))


async def settle_due(db: AsyncConnection, stands: Sequence[DeadlineStatus], at: datetime) -> None:
    """Mark what has come due: the stage that was reached as fired, every other one of the same clock as superseded."""
    await SETTLE.fetch(db, at=at, **as_arrays(KEY, stands, "settled"))


async def oldest_pending(db: AsyncConnection) -> datetime | None:
    """The moment of the first alarm that waits, past or to come."""
    oldest: datetime | None = await db.scalar(OLDEST)
    return oldest
