"""Records whose effect failed for good: kept whole, their aggregate parked behind them, until somebody replays them."""

import traceback
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote_from_bytes, unquote_to_bytes
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Column,
    Identity,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    Uuid,
    bindparam,
    func,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.database.columns import Instant, shared_metadata
from gongkai.events.envelope import Undecodable
from gongkai.events.record import ReceivedRecord, Record
from gongkai.refusals import Refusal
from gongkai.timepiece import new_id

READABLE = " /:;,.+-_@=()*"


class DeadLetterState(StrEnum):
    """What became of a dead letter."""

    waiting = "waiting"
    replayed = "replayed"
    discarded = "discarded"


dead_letter = Table(
    "dead_letter",
    shared_metadata,
    Column("id", Uuid, primary_key=True),
    Column("seq", BigInteger, Identity(always=True), nullable=False),
    Column("consumer", String(80), nullable=False),
    Column("fingerprint", String(200), nullable=False),
    Column("aggregate", String(200), nullable=False),
    Column("topic", String(80), nullable=False),
    Column("partition", Integer, nullable=False),
    Column("offset", BigInteger, nullable=False),
    Column("key", LargeBinary, nullable=False),
    Column("headers", JSONB, nullable=False),
    Column("value", LargeBinary, nullable=False),
    Column("error", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("queued_behind", Uuid),
    Column("state", String(12), nullable=False, server_default=DeadLetterState.waiting.value),
    Column("created_at", Instant, nullable=False, server_default=func.clock_timestamp()),
    Column("settled_at", Instant),
)
once = Index("uq_dead_letter_once", dead_letter.c.consumer, dead_letter.c.fingerprint, unique=True)
parking = Index(
    "ix_dead_letter_waiting",
    dead_letter.c.consumer,
    dead_letter.c.aggregate,
    dead_letter.c.seq,
    postgresql_where=dead_letter.c.state == DeadLetterState.waiting.value,
)

_waiting = dead_letter.c.state == DeadLetterState.waiting.value
PUT = insert(dead_letter).on_conflict_do_nothing(index_elements=["consumer", "fingerprint"])
PARKED = (
    select(dead_letter.c.aggregate, dead_letter.c.id)
    .distinct(dead_letter.c.aggregate)
    .where(
        dead_letter.c.consumer == bindparam("consumer"),
        dead_letter.c.aggregate.in_(bindparam("aggregates", expanding=True)),
        _waiting,
    )
    .order_by(dead_letter.c.aggregate, dead_letter.c.seq)
)
COUNT = select(func.count()).where(_waiting)
LIST = (
    select(
        *(
            dead_letter.c[name]
            for name in (
                "id",
                "consumer",
                "topic",
                "partition",
                "offset",
                "aggregate",
                "error",
                "attempts",
                "queued_behind",
                "created_at",
            )
        )
    )
    .where(_waiting)
    .order_by(dead_letter.c.seq)
    .limit(bindparam("most"))
)
QUEUE = (
    select(dead_letter.c.id)
    .where(dead_letter.c.consumer == bindparam("consumer"), _waiting)
    .order_by(dead_letter.c.seq)
)
TAKE = select(dead_letter).where(dead_letter.c.id == bindparam("letter_id"), _waiting).with_for_update()
FAILED_AGAIN = (
    update(dead_letter)
    .where(dead_letter.c.id == bindparam("letter_id"))
    .values(attempts=dead_letter.c.attempts + 1, error=bindparam("said"))
)
SETTLE = (
    update(dead_letter)
    .where(dead_letter.c.id == bindparam("letter_id"), _waiting)
    .values(state=bindparam("became"), settled_at=func.clock_timestamp())
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """One record that waits, and why."""

    received: ReceivedRecord
    fingerprint: str
    aggregate: str
    error: str
    attempts: int = 0
    queued_behind: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingLetter:
    """A line of the list for the operators."""

    id: UUID
    consumer: str
    topic: str
    partition: int
    offset: int
    aggregate: str
    error: str
    attempts: int
    queued_behind: UUID | None
    created_at: datetime


async def put(db: AsyncConnection, consumer: str, letters: Sequence[DeadLetter]) -> None:
    """Keep records; one that is kept already stays as it is."""
    if letters:
        await db.execute(PUT, [_row(consumer, letter) for letter in letters])


async def parked(db: AsyncConnection, consumer: str, aggregates: Collection[str]) -> dict[str, UUID]:
    """Which of the aggregates are parked, each with the dead letter at its head."""
    rows = await db.execute(PARKED, {"consumer": consumer, "aggregates": list(aggregates)})
    return {row.aggregate: row.id for row in rows}


async def count(db: AsyncConnection) -> int:
    """How many wait; for the health page."""
    return (await db.execute(COUNT)).scalar_one()


async def waiting(db: AsyncConnection, most: int = 100) -> list[WaitingLetter]:
    """Those that wait, oldest first."""
    return [WaitingLetter(**row._mapping) for row in await db.execute(LIST, {"most": most})]


async def queue(db: AsyncConnection, consumer: str, ids: Sequence[UUID] = ()) -> list[list[UUID]]:
    """The waiting letters of the aggregates of these letters (of all, if none is named), one list per aggregate."""
    statement = QUEUE.add_columns(dead_letter.c.aggregate)
    if ids:
        named = select(dead_letter.c.aggregate).where(dead_letter.c.id.in_(ids))
        statement = statement.where(dead_letter.c.aggregate.in_(named))
    queues: dict[str, list[UUID]] = {}
    for row in await db.execute(statement, {"consumer": consumer}):
        queues.setdefault(row.aggregate, []).append(row.id)
    return list(queues.values())


async def take(db: AsyncConnection, letter_id: UUID) -> ReceivedRecord | None:
    """Lock one letter and give its record back; `None` if it does not wait any more."""
    row = (await db.execute(TAKE, {"letter_id": letter_id})).one_or_none()
    if row is None:
        return None
    headers = tuple((name, unquote_to_bytes(value)) for name, value in row.headers)
    return ReceivedRecord(Record(row.topic, row.key, headers, row.value), row.partition, row.offset)


async def failed_again(db: AsyncConnection, letter_id: UUID, error: BaseException) -> None:
    """Note one more attempt and what it ended with."""
    await db.execute(FAILED_AGAIN, {"letter_id": letter_id, "said": describe(error)})


async def settle(db: AsyncConnection, letter_id: UUID, became: DeadLetterState) -> bool:
    """Replayed or discarded: it waits no more. False if it did not wait."""
    return (await db.execute(SETTLE, {"letter_id": letter_id, "became": became.value})).rowcount == 1


def fingerprint_of(record: Record) -> str:
    """What makes two deliveries of one record the same, when its id cannot be read."""
    parts = (record.topic.encode(), record.key, *(name.encode() + b"=" + value for name, value in record.headers))
    return "sha256 " + sha256(b"\0".join((*parts, record.value))).hexdigest()


def describe(error: BaseException) -> str:
    """Kind and place of an error, without its message, which could repeat personal data."""
    name = type(error).__name__
    if isinstance(error, Undecodable):
        return f"{name}: {error}"
    if isinstance(error, Refusal):
        return f"{name}: {error.code}"
    if isinstance(error, DBAPIError):
        name = f"{name} {getattr(error.orig, 'sqlstate', None) or ''}".strip()
    ours = [frame for frame in traceback.extract_tb(error.__traceback__) if "site-packages" not in frame.filename]
    return f"{name} at {Path(ours[-1].filename).name}:{ours[-1].lineno}" if ours else name


def _row(consumer: str, letter: DeadLetter) -> dict[str, Any]:
    record = letter.received.record
    return {
        "id": new_id(),
        "consumer": consumer,
        "fingerprint": letter.fingerprint[:200],
        "aggregate": letter.aggregate,
        "topic": record.topic,
        "partition": letter.received.partition,
        "offset": letter.received.offset,
        "key": record.key,
        "headers": [[name, quote_from_bytes(value, safe=READABLE)] for name, value in record.headers],
        "value": record.value,
        "error": letter.error,
        "attempts": letter.attempts,
        "queued_behind": letter.queued_behind,
    }
