"""Audit entries: written unsealed in the use case's transaction, sealed afterwards into a hash chain.

The chain runs in the order of **sealing**, not of `seq`: `seq` is handed out before the commit, so a lower one may
appear after a higher one was sealed. Sealing gives every entry the next `place` (1, 2, 3 … without gaps, one sealer at
a time by an advisory lock) and never touches a sealed row again. So writers neither wait for each other nor for the
sealer, nothing depends on transaction ids, and a removed, changed or inserted row breaks the chain. Cutting off its
end shows by comparing with an earlier head, which every sealing writes into the log.
"""

import hashlib
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import structlog
from sqlalchemy import (
    BigInteger,
    Column,
    Identity,
    Index,
    LargeBinary,
    Row,
    String,
    Table,
    bindparam,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.actor import Actor
from gongkai.database.columns import Instant, shared_metadata

log = structlog.get_logger(__name__)

ONE_SEALER = 7_203_262
"""Key of the advisory lock that keeps two sealers of one database apart."""
LARGEST_BATCH = 1000
START = bytes(32)

audit_entry = Table(
    "audit_entry",
    shared_metadata,
    Column("seq", BigInteger, Identity(always=True), primary_key=True),
    Column("at", Instant, nullable=False),
    Column("actor", String(120), nullable=False),
    Column("unit", String(40), nullable=False),
    Column("act", String(60), nullable=False),
    Column("subject", String(120), nullable=False),
    Column("details", JSONB, nullable=False),
    Column("place", BigInteger),
    Column("digest", LargeBinary(32)),
    Column("sealed_at", Instant),
)
in_place = Index("uq_audit_entry_place", audit_entry.c.place, unique=True)
unsealed = Index("ix_audit_entry_unsealed", audit_entry.c.seq, postgresql_where=audit_entry.c.place.is_(None))
of_subject = Index("ix_audit_entry_subject", audit_entry.c.subject)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """Who did what to which thing. `details` carry ids, states and digests, never personal data."""

    at: datetime
    actor: Actor
    act: str
    subject: str
    details: Mapping[str, Any] = field(default_factory=dict)


INSERT = insert(audit_entry)
HEAD = (
    select(audit_entry.c.place, audit_entry.c.digest)
    .where(audit_entry.c.place.is_not(None))
    .order_by(audit_entry.c.place.desc())
    .limit(1)
)
UNSEALED = select(audit_entry).where(audit_entry.c.place.is_(None)).order_by(audit_entry.c.seq).limit(LARGEST_BATCH)
SEAL = (
    update(audit_entry)
    .where(audit_entry.c.seq == bindparam("of_seq"), audit_entry.c.place.is_(None))
    .values(place=bindparam("to_place"), digest=bindparam("to_digest"), sealed_at=func.now())
)
CHAIN = select(audit_entry).where(audit_entry.c.place.is_not(None)).order_by(audit_entry.c.place)


async def add(db: AsyncConnection, entries: Sequence[AuditEntry]) -> None:
    """Write entries in the running transaction, unsealed."""
    await db.execute(INSERT, [_columns(entry) for entry in entries])


async def seal(db: AsyncConnection) -> int:
    """Seal the committed entries that are not sealed yet, at most 1,000; the caller commits. Returns how many."""
    if not await db.scalar(select(func.pg_try_advisory_xact_lock(ONE_SEALER))):
        return 0
    rows = (await db.execute(UNSEALED)).all()
    if not rows:
        return 0
    head = (await db.execute(HEAD)).one_or_none()
    place, digest = (head.place, head.digest) if head else (0, START)
    sealed = []
    for row in rows:
        place, digest = place + 1, _link(digest, place + 1, row)
        sealed.append({"of_seq": row.seq, "to_place": place, "to_digest": digest})
    await db.execute(SEAL, sealed)
    log.info("audit_sealed", count=len(sealed), seq=place, head=digest.hex())
    return len(sealed)


async def verify(db: AsyncConnection) -> int | None:
    """Walk the whole chain; the `place` at which it first breaks, or `None` if nothing was touched."""
    expected, digest = 1, START
    async for row in _chain(db):
        digest = _link(digest, expected, row)
        if row.place != expected or row.digest != digest:
            return expected
        expected += 1
    return None


async def head(db: AsyncConnection) -> tuple[int, str] | None:
    """Place and digest of the last sealed entry: to be kept elsewhere as evidence."""
    row = (await db.execute(HEAD)).one_or_none()
    return (row.place, row.digest.hex()) if row else None


async def _chain(db: AsyncConnection) -> AsyncIterator[Row[Any]]:
    async with db.stream(CHAIN) as rows:
        async for row in rows:
            yield row


def _columns(entry: AuditEntry) -> dict[str, Any]:
    return {
        "at": entry.at,
        "actor": entry.actor.id,
        "unit": entry.actor.unit,
        "act": entry.act,
        "subject": entry.subject,
        "details": dict(entry.details),
    }


def _link(before: bytes, place: int, row: Row[Any]) -> bytes:
    """SHA-256 over the digest before, the place and the entry in one canonical form."""
    content = [place, row.seq, _instant(row.at), row.actor, row.unit, row.act, row.subject, row.details]
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(before + canonical.encode()).digest()


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
