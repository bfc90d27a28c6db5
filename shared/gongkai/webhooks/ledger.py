"""All SQL of the ledger: what is to be sent, every attempt, and which endpoints rest."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Row,
    String,
    Table,
    Uuid,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.database.columns import Instant, new_metadata
from gongkai.unit_of_work import Work
from gongkai.webhooks.delivery import Delivery, DeliveryState

ledger_metadata = new_metadata()
"""Only services that send have these tables: the step `gongkai.database.steps.delivery_0001` makes them."""

delivery = Table(
    "delivery",
    ledger_metadata,
    Column("id", Uuid, primary_key=True),
    Column("endpoint", String(80), nullable=False),
    Column("kind", String(80), nullable=False),
    Column("subject_id", Uuid, nullable=False, index=True),
    Column("body", LargeBinary, nullable=False),
    Column("state", String(12), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("earlier_attempts", Integer, nullable=False),
    Column("next_try_at", Instant, nullable=False),
    Column("last_status", Integer),
    Column("last_error", String(80)),
    Column("created_at", Instant, nullable=False),
    Column("delivered_at", Instant),
    Column("receipt", JSONB(none_as_null=True)),
)
due = Index("ix_delivery_due", delivery.c.next_try_at, postgresql_where=delivery.c.state == DeliveryState.waiting.value)
by_state = Index("ix_delivery_state", delivery.c.state, delivery.c.id)

delivery_attempt = Table(
    "delivery_attempt",
    ledger_metadata,
    Column("delivery_id", Uuid, ForeignKey("delivery.id"), primary_key=True),
    Column("attempt", Integer, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("status", Integer),
    Column("error", String(80)),
)

delivery_pause = Table(
    "delivery_pause",
    ledger_metadata,
    Column("endpoint", String(80), primary_key=True),
    Column("since", Instant, nullable=False),
    Column("reason", String(200), nullable=False),
)
"""Endpoints to which nothing is sent until somebody resumes them."""

FIELDS: Final = [field.name for field in fields(Delivery)]


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerFigures:
    """How the ledger stands, for the health page."""

    waiting: int
    dead: int
    paused_endpoints: int
    oldest_waiting: datetime | None


async def queue(work: Work, *, endpoint: str, kind: str, subject_id: UUID, body: bytes) -> UUID:
    """Write a delivery down in the use case's own transaction; it is sent after the commit. Returns its webhook id."""
    one = Delivery(
        id=work.new_id(),
        endpoint=endpoint,
        kind=kind,
        subject_id=subject_id,
        body=body,
        next_try_at=work.now,
        created_at=work.now,
    )
    await work.db.execute(insert(delivery), {name: getattr(one, name) for name in FIELDS})
    return one.id


async def claim(
    db: AsyncConnection, endpoints: Sequence[str], now: datetime, lease: timedelta, most: int
) -> list[Delivery]:
    """Take what is due for these endpoints, hidden from all other couriers until the lease ends."""
    resting = select(delivery_pause.c.endpoint)
    wanted = (
        select(delivery.c.id)
        .where(
            delivery.c.state == DeliveryState.waiting,
            delivery.c.next_try_at <= now,
            delivery.c.endpoint.in_(endpoints),
            delivery.c.endpoint.not_in(resting),
        )
        .order_by(delivery.c.next_try_at)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    taken = update(delivery).where(delivery.c.id.in_(wanted)).values(next_try_at=now + lease).returning(*delivery.c)
    return sorted((as_delivery(row) for row in await db.execute(taken)), key=lambda one: one.created_at)


async def record(db: AsyncConnection, before: Delivery, after: Delivery, at: datetime) -> bool:
    """Write an attempt and what it led to; `False` if another courier has meanwhile recorded the same attempt."""
    written = await db.execute(
        update(delivery)
        .where(
            delivery.c.id == before.id,
            delivery.c.state == DeliveryState.waiting,
            delivery.c.attempts == before.attempts,
        )
        .values({name: getattr(after, name) for name in FIELDS if name not in ("id", "body", "created_at")})
    )
    if written.rowcount == 0:
        return False
    attempt = {
        "delivery_id": after.id,
        "attempt": after.attempts,
        "at": at,
        "status": after.last_status,
        "error": after.last_error,
    }
    await db.execute(insert(delivery_attempt), attempt)
    return True


async def pause(db: AsyncConnection, endpoint: str, now: datetime, reason: str) -> bool:
    """Send nothing more to an endpoint until it is resumed; `False` if it rests already."""
    row = {"endpoint": endpoint, "since": now, "reason": reason}
    return bool((await db.execute(upsert(delivery_pause).values(row).on_conflict_do_nothing())).rowcount)


async def resume(db: AsyncConnection, endpoint: str) -> bool:
    """Send to an endpoint again; `False` if it did not rest."""
    ended = await db.execute(delivery_pause.delete().where(delivery_pause.c.endpoint == endpoint))
    return bool(ended.rowcount)


async def replay(db: AsyncConnection, ids: Sequence[UUID], now: datetime) -> list[Delivery]:
    """Give dead deliveries ten new tries, under their old webhook ids; returns those that were dead."""
    again = (
        update(delivery)
        .where(delivery.c.id.in_(ids), delivery.c.state == DeliveryState.dead)
        .values(state=DeliveryState.waiting, next_try_at=now, earlier_attempts=delivery.c.attempts)
        .returning(*delivery.c)
    )
    return [as_delivery(row) for row in await db.execute(again)]


async def of_subject(db: AsyncConnection, subject_id: UUID) -> list[Delivery]:
    """Everything that was or will be sent about a thing, oldest first."""
    wanted = select(delivery).where(delivery.c.subject_id == subject_id).order_by(delivery.c.created_at, delivery.c.id)
    return [as_delivery(row) for row in await db.execute(wanted)]


async def in_state(db: AsyncConnection, state: DeliveryState, most: int) -> list[Delivery]:
    """Deliveries of all endpoints, oldest first."""
    wanted = select(delivery).where(delivery.c.state == state).order_by(delivery.c.created_at, delivery.c.id)
    return [as_delivery(row) for row in await db.execute(wanted.limit(most))]


async def attempts_of(db: AsyncConnection, delivery_id: UUID) -> Sequence[Row[Any]]:
    """Every try of one delivery: attempt, at, status, error."""
    wanted = select(delivery_attempt).where(delivery_attempt.c.delivery_id == delivery_id)
    return (await db.execute(wanted.order_by(delivery_attempt.c.attempt))).all()


async def figures(db: AsyncConnection) -> LedgerFigures:
    """How much waits, is dead or rests."""
    waits = delivery.c.state == DeliveryState.waiting
    counted = select(
        func.count().filter(waits),
        func.count().filter(delivery.c.state == DeliveryState.dead),
        func.min(delivery.c.created_at).filter(waits),
    ).select_from(delivery)
    waiting, dead, oldest = (await db.execute(counted)).one()
    resting = await db.scalar(select(func.count()).select_from(delivery_pause))
    return LedgerFigures(waiting=waiting, dead=dead, paused_endpoints=resting or 0, oldest_waiting=oldest)


def as_delivery(row: Row[Any]) -> Delivery:
    """A delivery from its columns."""
    columns = dict(row._mapping)
    columns["state"] = DeliveryState(columns["state"])
    return Delivery(**columns)
