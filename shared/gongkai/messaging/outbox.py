"""Events wait here, written in the transaction that made them true, until the relay has handed them to the bus."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zlib import crc32

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Identity,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    Text,
    Uuid,
    bindparam,
    delete,
    func,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.database.columns import Instant, shared_metadata
from gongkai.database.compiled import CompiledInsert
from gongkai.events.envelope import Envelope

SHARDS = 8
"""Lanes of the outbox: all events of one aggregate share a shard, and one relay at a time works on a shard."""

outbox = Table(
    "outbox",
    shared_metadata,
    Column("seq", BigInteger, Identity(always=True), primary_key=True),
    Column("id", Uuid, nullable=False, unique=True),
    Column("topic", String(80), nullable=False),
    Column("type", String(120), nullable=False),
    Column("aggregatetype", String(80), nullable=False),
    Column("aggregateid", Uuid, nullable=False),
    Column("aggregate_version", BigInteger, nullable=False),
    Column("headers", JSONB, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Column("shard", SmallInteger, nullable=False),
    Column("created_at", Instant, nullable=False, server_default=func.clock_timestamp()),
    Column("published_at", Instant),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("last_error", Text),
    CheckConstraint(f"shard BETWEEN 0 AND {SHARDS - 1}", name="shard"),
)
waiting = Index("ix_outbox_waiting", outbox.c.shard, outbox.c.seq, postgresql_where=outbox.c.published_at.is_(None))
published = Index("ix_outbox_published", outbox.c.published_at, postgresql_where=outbox.c.published_at.is_not(None))

outbox_shard = Table("outbox_shard", shared_metadata, Column("shard", SmallInteger, primary_key=True))
"""One row for each shard; the relay that holds its lock serves the shard. The migration puts rows 0 to 7 in."""

WRITTEN = ("id", "topic", "type", "aggregatetype", "aggregateid", "aggregate_version", "headers", "payload", "shard")
INSERT = CompiledInsert(outbox, names=WRITTEN)
PUBLISHED_BEFORE = select(outbox.c.seq).where(outbox.c.published_at < bindparam("before")).limit(bindparam("most"))
PURGE = delete(outbox).where(outbox.c.seq.in_(PUBLISHED_BEFORE))
PENDING = select(func.count(), func.clock_timestamp() - func.min(outbox.c.created_at)).where(
    outbox.c.published_at.is_(None)
)


@dataclass(frozen=True, slots=True)
class Pending:
    """What has not reached the bus yet: how many events, and the age of the oldest."""

    count: int
    oldest: timedelta


def shard_of(aggregate_id: UUID) -> int:
    """The shard of an aggregate, the same in every process and version."""
    return crc32(aggregate_id.bytes) % SHARDS


async def put(db: AsyncConnection, envelopes: Sequence[Envelope]) -> None:
    """Write events down in the caller's transaction, in their order."""
    await INSERT.execute(db, [_row(envelope) for envelope in envelopes])


async def pending(db: AsyncConnection) -> Pending:
    """How much waits for the bus; for the health page."""
    count, oldest = (await db.execute(PENDING)).one()
    return Pending(count, oldest or timedelta())


async def purge(db: AsyncConnection, before: datetime, most: int = 10_000) -> int:
    """Throw away up to `most` events that were published before that moment."""
    return (await db.execute(PURGE, {"before": before, "most": most})).rowcount


async def republish(
    db: AsyncConnection,
    *,
    aggregates: Sequence[UUID] = (),
    types: Sequence[str] = (),
    since: datetime | None = None,
    until: datetime | None = None,
) -> int:
    """Let the relay send kept events once more, under their old ids; consumers that have seen them ignore them."""
    wanted = [
        *([outbox.c.aggregateid.in_(aggregates)] if aggregates else []),
        *([outbox.c.type.in_(types)] if types else []),
        *([outbox.c.created_at >= since] if since else []),
        *([outbox.c.created_at < until] if until else []),
    ]
    if not wanted:
        raise ValueError("Say which events: aggregates, types, since or until.")
    again = update(outbox).where(outbox.c.published_at.is_not(None), *wanted).values(published_at=None)
    return (await db.execute(again)).rowcount


def _row(envelope: Envelope) -> dict[str, Any]:
    record = envelope.to_record()
    return {
        "id": envelope.id,
        "topic": record.topic,
        "type": envelope.type,
        "aggregatetype": envelope.source,
        "aggregateid": envelope.subject,
        "aggregate_version": envelope.sequence,
        "headers": json.dumps([[name, value.decode()] for name, value in record.headers]),
        "payload": record.value,
        "shard": shard_of(envelope.subject),
    }
