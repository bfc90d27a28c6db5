"""What a consumer has dealt with: an event is applied once, and never after a newer one of the same aggregate."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    String,
    Table,
    Text,
    Uuid,
    bindparam,
    delete,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.database.columns import Instant, shared_metadata
from gongkai.database.compiled import Compiled
from gongkai.events.envelope import Envelope

KEPT: Final = timedelta(days=30)
"""Longer than the bus keeps a record (7 days) and the outbox an event (14 days)."""

inbox = Table(
    "inbox",
    shared_metadata,
    Column("consumer", String(80), primary_key=True),
    Column("source", String(80), primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("seen_at", Instant, nullable=False, server_default=func.clock_timestamp()),
)
seen_at = Index("ix_inbox_seen_at", inbox.c.seen_at)

inbox_gate = Table(
    "inbox_gate",
    shared_metadata,
    Column("consumer", String(80), primary_key=True),
    Column("source", String(80), primary_key=True),
    Column("aggregate_id", Uuid, primary_key=True),
    Column("sequence", BigInteger, nullable=False),
    Column("previous", BigInteger, nullable=False, server_default="-1"),
)
"""The newest version applied, and the one before the last batch: what that batch has to be newer than."""


def _rows(*columns: tuple[str, Any]) -> Any:
    """The arrays of a statement's parameters as rows, in their order."""
    arrays = [bindparam(f"{name}s", type_=ARRAY(kind)) for name, kind in columns]
    return func.unnest(*arrays).table_valued(*(name for name, _ in columns), name="given").render_derived()


_events = _rows(("source", Text), ("id", Uuid))
_consumer = bindparam("consumer", type_=Text)
SEE = Compiled(
    insert(inbox)
    .from_select(["consumer", "source", "id"], select(_consumer, _events.c.source, _events.c.id))
    .on_conflict_do_nothing()
    .returning(inbox.c.source, inbox.c.id)
)
_newest = _rows(("source", Text), ("aggregate_id", Uuid), ("sequence", BigInteger))
_pass = insert(inbox_gate).from_select(
    ["consumer", "source", "aggregate_id", "sequence"],
    select(_consumer, _newest.c.source, _newest.c.aggregate_id, _newest.c.sequence),
)
PASS = Compiled(
    _pass.on_conflict_do_update(
        index_elements=inbox_gate.primary_key,
        set_={
            "previous": inbox_gate.c.sequence,
            "sequence": func.greatest(inbox_gate.c.sequence, _pass.excluded.sequence),
        },
    ).returning(inbox_gate.c.source, inbox_gate.c.aggregate_id, inbox_gate.c.previous)
)
SEEN_BEFORE = (
    select(inbox.c.consumer, inbox.c.source, inbox.c.id)
    .where(inbox.c.seen_at < bindparam("before"))
    .limit(bindparam("most", type_=Integer))
)


async def admit(db: AsyncConnection, consumer: str, envelopes: Sequence[Envelope]) -> list[Envelope]:
    """Those of the events that are to be applied now, in their order; all of them count as seen from now on.

    Left out are events seen before, and events older than the newest applied one of the same aggregate (equal is
    fine: one change may tell two facts). Two statements, however many events.
    """
    fresh = await _unseen(db, consumer, envelopes)
    if not fresh:
        return []
    newest: dict[tuple[str, UUID], int] = {}
    for envelope in fresh:
        key = (envelope.source, envelope.subject)
        newest[key] = max(newest.get(key, envelope.sequence), envelope.sequence)
    last = await _pass_gate(db, consumer, newest)
    applied = []
    for envelope in fresh:
        key = (envelope.source, envelope.subject)
        if envelope.sequence >= last[key]:
            last[key] = envelope.sequence
            applied.append(envelope)
    return applied


async def purge(db: AsyncConnection, now: datetime, most: int = 10_000) -> int:
    """Forget up to `most` events that no bus can bring again."""
    old = SEEN_BEFORE.subquery()
    gone = delete(inbox).where(
        inbox.c.consumer == old.c.consumer, inbox.c.source == old.c.source, inbox.c.id == old.c.id
    )
    return (await db.execute(gone, {"before": now - KEPT, "most": most})).rowcount


async def _unseen(db: AsyncConnection, consumer: str, envelopes: Sequence[Envelope]) -> list[Envelope]:
    if not envelopes:
        return []
    keys = sorted({(e.source, e.id) for e in envelopes})
    rows = await SEE.fetch(db, consumer=consumer, sources=[s for s, _ in keys], ids=[i for _, i in keys])
    unseen = {(row["source"], row["id"]) for row in rows}
    fresh = []
    for envelope in envelopes:
        if (envelope.source, envelope.id) in unseen:
            unseen.remove((envelope.source, envelope.id))
            fresh.append(envelope)
    return fresh


async def _pass_gate(
    db: AsyncConnection, consumer: str, newest: dict[tuple[str, UUID], int]
) -> dict[tuple[str, UUID], int]:
    keys = sorted(newest)
    rows = await PASS.fetch(
        db,
        consumer=consumer,
        sources=[source for source, _ in keys],
        aggregate_ids=[aggregate_id for _, aggregate_id in keys],
        sequences=[newest[key] for key in keys],
    )
    return {(row["source"], row["aggregate_id"]): row["previous"] for row in rows}
