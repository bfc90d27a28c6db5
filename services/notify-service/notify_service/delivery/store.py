"""All SQL about deliveries: who was told what by which channel, and whether it arrived; kept for ever."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import bindparam, func, literal_column, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.database.compiled import Compiled
from notify_service.delivery.domain import GATHER, Channel, Delivery, DeliveryState
from notify_service.warnings.domain import ALERT_WORDS, DeadlineWarning
from notify_service.watch.store.arrays import as_arrays, given
from notify_service.watch.store.tables import delivery, warning, watch

ONE_CLAIMER: Final = 7_203_270
"""Key of the advisory lock under which mails are claimed: a person's warnings never split over two messages."""
LEASE: Final = timedelta(minutes=2)
"""A claimed mail whose sender died is free again after this time."""
PEOPLE_AT_ONCE: Final = 50

NAMES = [column.name for column in delivery.columns]
ADD = Compiled(insert(delivery).from_select(NAMES, select(*given(*delivery.columns).c)).on_conflict_do_nothing())
_waits = delivery.c.state == literal_column("'waiting'")
_now = bindparam("now", type_=delivery.c.next_at.type)
_soon = bindparam("soon", type_=delivery.c.next_at.type)
_people = (
    select(delivery.c.recipient)
    .where(_waits, delivery.c.next_at <= _now)
    .distinct()
    .limit(literal_column(str(PEOPLE_AT_ONCE)))
)
CLAIM = Compiled(
    update(delivery)
    .where(_waits, delivery.c.next_at <= _soon, delivery.c.recipient.in_(_people))
    .values(
        attempts=delivery.c.attempts + literal_column("1"),
        next_at=bindparam("leased_until", type_=delivery.c.next_at.type),
    )
    .returning(delivery)
)
_done = given(*(delivery.c[name] for name in NAMES))
SETTLE = Compiled(
    update(delivery)
    .where(
        delivery.c.warning_id == _done.c.warning_id,
        delivery.c.recipient == _done.c.recipient,
        delivery.c.channel == _done.c.channel,
        _waits,
    )
    .values({name: _done.c[name] for name in ("state", "next_at", "settled_at", "last_error")})
)


@dataclass(frozen=True, slots=True)
class Due:
    """A claimed delivery with its warning; `wanted` unless the limit was met, paused or begun anew since; an alert is
    always wanted."""

    delivery: Delivery
    warning: DeadlineWarning
    wanted: bool


async def add(db: AsyncConnection, deliveries: Sequence[Delivery]) -> None:
    """Write deliveries; one that is there already stays as it is."""
    await ADD.fetch(db, **as_arrays(NAMES, deliveries))


async def claim_mails(db: AsyncConnection, now: datetime) -> list[Due]:
    """Mails due by now, all of a person together, leased to the caller, who sends them after the commit."""
    if not await db.scalar(select(func.pg_try_advisory_xact_lock(ONE_CLAIMER))):
        return []
    rows = await CLAIM.fetch(db, now=now, soon=now + GATHER, leased_until=now + LEASE)
    if not rows:
        return []
    claimed = [_as_delivery(row) for row in rows]
    found = await _warnings(db, claimed)
    return [Due(one, *found[one.warning_id]) for one in claimed]


async def set_alerts_aside(db: AsyncConnection, now: datetime) -> int:
    """Where there is no mail server, alerts stay in the inbox only: whoever takes in an event cannot know that."""
    alerts = select(warning.c.id).where(warning.c.stage.in_(ALERT_WORDS))
    ended = (
        update(delivery)
        .where(_waits, delivery.c.warning_id.in_(alerts))
        .values(state=DeliveryState.needless, next_at=None, settled_at=now)
    )
    return (await db.execute(ended)).rowcount


async def settle(db: AsyncConnection, deliveries: Sequence[Delivery]) -> None:
    """Write down what became of the tries."""
    await SETTLE.fetch(db, **as_arrays(NAMES, deliveries))


async def _warnings(db: AsyncConnection, claimed: Sequence[Delivery]) -> dict[UUID, tuple[DeadlineWarning, bool]]:
    runs = (watch.c.state == "running") & (watch.c.cycle == warning.c.cycle)
    wanted = func.coalesce(runs, False) | warning.c.stage.in_(ALERT_WORDS)
    rows = await db.execute(
        select(warning, wanted.label("wanted"))
        .outerjoin(watch, (watch.c.subject_id == warning.c.subject_id) & (watch.c.clock == warning.c.clock))
        .where(warning.c.id.in_({one.warning_id for one in claimed}))
    )
    found = {}
    for row in rows:
        columns = dict(row._mapping)
        wanted_still = columns.pop("wanted")
        found[columns["id"]] = (DeadlineWarning(**columns), wanted_still)
    return found


def _as_delivery(row: Mapping[str, Any]) -> Delivery:
    columns = dict(row)
    return Delivery(**columns | {"channel": Channel(columns["channel"]), "state": DeliveryState(columns["state"])})
