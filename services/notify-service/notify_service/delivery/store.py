"""All SQL about deliveries: recipient, channel and outcome of every warning; kept for ever."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    Column,
    Index,
    Integer,
    String,
    Table,
    Text,
    Uuid,
    bindparam,
    func,
    literal_column,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.database.columns import Instant
from gongkai.database.compiled import Compiled
from notify_service.delivery.domain import GATHER, DeliveryChannel, WarningDelivery, WarningDeliveryState
from notify_service.warnings.domain import ALERT_WORDS, DeadlineWarning
from notify_service.warnings.store import warning
from notify_service.watch.store.arrays import as_arrays, value_rows
from notify_service.watch.store.tables import metadata, watch

delivery = Table(
    "warning_delivery",
    metadata,
    Column("warning_id", Uuid, primary_key=True),
    Column("recipient", String(120), primary_key=True),
    Column("channel", String(12), primary_key=True),
    Column("name", String(120), nullable=False),
    Column("address", String(254), nullable=False),
    Column("given_at", Instant, nullable=False),
    Column("state", String(12), nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("next_at", Instant),
    Column("settled_at", Instant),
    Column("last_error", Text),
)
Index("ix_warning_delivery_waiting", delivery.c.next_at, postgresql_where=delivery.c.state == "waiting")
Index(
    "ix_warning_delivery_inbox",
    delivery.c.recipient,
    delivery.c.given_at,
    delivery.c.warning_id,
    postgresql_where=delivery.c.channel == "inbox",
)

ONE_CLAIMER: Final = 7_203_270
"""Key of the advisory lock under which mails are claimed: a person's warnings never split over two messages."""
LEASE: Final = timedelta(minutes=2)
"""A claimed mail whose sender died is free again after this time."""
PEOPLE_AT_ONCE: Final = 50

NAMES = [column.name for column in delivery.columns]
ADD = Compiled(insert(delivery).from_select(NAMES, select(*value_rows(*delivery.columns).c)).on_conflict_do_nothing())
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
OLDEST = select(func.min(delivery.c.given_at)).where(delivery.c.state == "waiting")
_done = value_rows(*(delivery.c[name] for name in NAMES))
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
class ClaimedDelivery:
    """A claimed delivery with its warning; `is_current` unless the limit was met, paused or restarted since; an
    alert always is."""

    delivery: WarningDelivery
    warning: DeadlineWarning
    is_current: bool


async def add(db: AsyncConnection, deliveries: Sequence[WarningDelivery]) -> None:
    """Write deliveries; one that is there already stays as it is."""
    await ADD.fetch(db, **as_arrays(NAMES, deliveries))


async def claim_mails(db: AsyncConnection, now: datetime) -> list[ClaimedDelivery]:
    """Mails due by now, all of a person together, leased to the caller, who sends them after the commit."""
    if not await db.scalar(select(func.pg_try_advisory_xact_lock(ONE_CLAIMER))):
        return []
    rows = await CLAIM.fetch(db, now=now, soon=now + GATHER, leased_until=now + LEASE)
    if not rows:
        return []
    claimed = [_as_delivery(row) for row in rows]
    found = await _warnings(db, claimed)
    return [ClaimedDelivery(one, *found[one.warning_id]) for one in claimed]


async def set_alerts_aside(db: AsyncConnection, now: datetime) -> int:
    """Settle waiting mails of alerts where there is no mail server: a consumer cannot know that. Return how many."""
    alerts = select(warning.c.id).where(warning.c.stage.in_(ALERT_WORDS))
    ended = (
        update(delivery)
        .where(_waits, delivery.c.warning_id.in_(alerts))
        .values(state=WarningDeliveryState.needless, next_at=None, settled_at=now)
    )
    return (await db.execute(ended)).rowcount


async def settle(db: AsyncConnection, deliveries: Sequence[WarningDelivery]) -> None:
    """Write down what became of the tries."""
    await SETTLE.fetch(db, **as_arrays(NAMES, deliveries))


async def oldest_waiting(db: AsyncConnection) -> datetime | None:
    """The moment at which the first mail that still waits was given."""
    oldest: datetime | None = await db.scalar(OLDEST)
    return oldest


async def _warnings(
    db: AsyncConnection, claimed: Sequence[WarningDelivery]
) -> dict[UUID, tuple[DeadlineWarning, bool]]:
    runs = (watch.c.state == "running") & (watch.c.cycle == warning.c.cycle)
    is_current = func.coalesce(runs, False) | warning.c.stage.in_(ALERT_WORDS)
    rows = await db.execute(
        select(warning, is_current.label("is_current"))
        .outerjoin(watch, (watch.c.subject_id == warning.c.subject_id) & (watch.c.clock == warning.c.clock))
        .where(warning.c.id.in_({one.warning_id for one in claimed}))
    )
    found = {}
    for row in rows:
        columns = dict(row._mapping)
        is_current = columns.pop("is_current")
        found[columns["id"]] = (DeadlineWarning(**columns), is_current)
    return found


def _as_delivery(row: Mapping[str, Any]) -> WarningDelivery:
    columns = dict(row)
    return WarningDelivery(
        **columns | {"channel": DeliveryChannel(columns["channel"]), "state": WarningDeliveryState(columns["state"])}
    )
