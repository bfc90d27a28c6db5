"""All SQL about query codes and the tries to guess them."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, String, Table, delete, insert, select, update
from sqlalchemy.dialects.postgresql import insert as insert_or_not
from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.database.columns import Instant
from inquiry_service.question.store.tables import metadata
from inquiry_service.receipts.domain.lookup import FORGOTTEN_AFTER, SealedCode, Tries

query_codes = Table(
    "query_code",
    metadata,
    Column("receipt_no", String(20), ForeignKey("question.receipt_no"), primary_key=True),
    Column("salt", LargeBinary, nullable=False),
    Column("digest", LargeBinary, nullable=False),
)

lookups = Table(
    "lookup",
    metadata,
    Column("receipt_no", String(20), primary_key=True),
    Column("count", Integer, nullable=False),
    Column("last_at", Instant, nullable=False),
    Column("shut_until", Instant),
)
last_at = Index("ix_lookup_last_at", lookups.c.last_at)


async def add_code(db: AsyncConnection, receipt_no: str, code: SealedCode) -> None:
    """Write the query code of a receipt."""
    await db.execute(insert(query_codes).values(receipt_no=receipt_no, **asdict(code)))


async def sealed_code(db: AsyncConnection, receipt_no: str) -> SealedCode | None:
    """What opens a receipt, if there is such a receipt."""
    wanted = select(query_codes.c.salt, query_codes.c.digest).where(query_codes.c.receipt_no == receipt_no)
    row = (await db.execute(wanted)).one_or_none()
    return None if row is None else SealedCode(row.salt, row.digest)


async def tries(db: AsyncConnection, receipt_no: str, now: datetime) -> Tries:
    """The tries so far for a number, existing or not; held until this transaction ends.

    One statement: between an insert and a look at the row, another look-up could have wiped it.
    """
    first = insert_or_not(lookups).values(asdict(Tries(receipt_no=receipt_no, last_at=now)))
    held = first.on_conflict_do_update(index_elements=["receipt_no"], set_={"receipt_no": first.excluded.receipt_no})
    row = (await db.execute(held.returning(*lookups.c))).one()
    return Tries(**row._mapping)


async def save_tries(db: AsyncConnection, tries: Tries) -> None:
    """Write the count back."""
    await db.execute(update(lookups).where(lookups.c.receipt_no == tries.receipt_no).values(asdict(tries)))


async def delete_tries(db: AsyncConnection, receipt_no: str) -> None:
    """The right code was given: the count is wiped."""
    await db.execute(delete(lookups).where(lookups.c.receipt_no == receipt_no))


async def delete_old_tries(db: AsyncConnection, now: datetime) -> int:
    """Delete counts without a try for a day; return how many."""
    return (await db.execute(delete(lookups).where(lookups.c.last_at < now - FORGOTTEN_AFTER))).rowcount
