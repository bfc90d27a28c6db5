"""All SQL about the dispatch table: its editions, and what an edit of it would change."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    Column,
    Integer,
    Row,
    String,
    Table,
    Text,
    func,
    literal,
    literal_column,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.database.columns import Instant, ValueColumn
from ticket_service.routing.domain import DispatchEditionUnknown, DispatchRow, DispatchTable, bundled_table
from ticket_service.ticket.domain.lifecycle import OPEN
from ticket_service.ticket.store.tables import metadata, ticket

ROWS = ValueColumn(tuple[DispatchRow, ...])


dispatch_table = Table(
    "dispatch_table",
    metadata,
    Column("edition", Integer, primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("rows", ROWS, nullable=False),
    Column("reason", Text, nullable=False),
    Column("amended_by", String(120), nullable=False),
    Column("name", String(120), nullable=False),
    Column("amended_at", Instant, nullable=False),
)


FIELDS: Final = [field.name for field in fields(DispatchTable)]
NEWEST: Final = select(dispatch_table).order_by(dispatch_table.c.edition.desc()).limit(literal_column("1"))
NEWEST_TABLE: Final = NEWEST.with_only_columns(dispatch_table.c.digest).scalar_subquery()
"""The digest of the edition that holds; NULL while nobody has edited the table."""
REMEMBERED: Final = 16

_read_before: Final[dict[str, DispatchTable]] = {}
"""Editions by their digest: in one process several databases may each have an edition 1 of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenTicketCount:
    """So many open tickets whose orders name the same district and category."""

    district: str
    category: tuple[str, ...]
    tickets: int


async def table_of(db: AsyncConnection, digest: str | None) -> DispatchTable:
    """The edition with this digest; a statement only where this process meets it for the first time."""
    if digest is None:
        return bundled_table()
    return _read_before.get(digest) or await _read(db, digest)


async def current_table(db: AsyncConnection) -> DispatchTable:
    """The edition that holds: one short statement, unless it is met for the first time."""
    return await table_of(db, await db.scalar(select(NEWEST_TABLE)))


async def edition_of(db: AsyncConnection, edition: int) -> DispatchTable:
    """One edition, whether it holds or not."""
    if edition == 0:
        return bundled_table()
    row = (await db.execute(select(dispatch_table).where(dispatch_table.c.edition == edition))).one_or_none()
    if row is None:
        raise DispatchEditionUnknown("没有这个版本。")
    return _table(row)


async def editions(db: AsyncConnection, most: int) -> Sequence[DispatchTable]:
    """The newest editions that somebody made, newest first."""
    wanted = select(dispatch_table).order_by(dispatch_table.c.edition.desc()).limit(most)
    return [_table(row) for row in await db.execute(wanted)]


async def keep(db: AsyncConnection, table: DispatchTable) -> bool:
    """Whether this edition is new; of two that write it at once, the second finds it written."""
    row = asdict(table) | {"rows": table.rows, "digest": _digest(table)}
    return (await db.execute(insert(dispatch_table).values(row).on_conflict_do_nothing())).rowcount == 1


async def count_open_tickets(db: AsyncConnection, since: datetime) -> list[OpenTicketCount]:
    """The open tickets that came since then, by what the dispatch table looks at."""
    district = ticket.c.order.op("->>", return_type=String)(literal("district"))
    category = ticket.c.order.op("->", return_type=JSONB)(literal("category"))
    wanted = (
        select(district, category, func.count())
        .where(ticket.c.state.in_(OPEN), ticket.c.arrived_at >= since)
        .group_by(district, category)
    )
    rows = (await db.execute(wanted)).tuples()
    return [
        OpenTicketCount(district=where or "", category=tuple(what or ()), tickets=count) for where, what, count in rows
    ]


async def _read(db: AsyncConnection, digest: str) -> DispatchTable:
    row = (await db.execute(select(dispatch_table).where(dispatch_table.c.digest == digest))).one()
    if len(_read_before) >= REMEMBERED:
        _read_before.clear()
    _read_before[digest] = table = _table(row)
    return table


def _table(row: Row[Any]) -> DispatchTable:
    return DispatchTable(**{name: getattr(row, name) for name in FIELDS})


def _digest(table: DispatchTable) -> str:
    """Of the whole edition, so that no two are alike."""
    said = (table.edition, ROWS.text(table.rows), table.reason, table.amended_by, table.amended_at)
    return hashlib.sha256(repr(said).encode()).hexdigest()
