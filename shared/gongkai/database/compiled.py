"""A Core statement compiled once and run on the asyncpg connection underneath, for the few hot paths.

SQLAlchemy spends most of a short statement's time on building and converting, not in PostgreSQL (measured: 0.28 of
raw asyncpg through Core, 0.56-0.76 this way). The statement is still written in Core; parameters are bound by name
and must be what asyncpg takes: UUID, aware datetime, str, int, bytes, and JSON as text.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ClauseElement
from sqlalchemy.dialects.postgresql import asyncpg as dialect
from sqlalchemy.ext.asyncio import AsyncConnection


class Compiled:
    """One statement, ready to run. Named parameters in, asyncpg records out."""

    def __init__(self, statement: ClauseElement, parameters: Sequence[str] | None = None) -> None:
        made = statement.compile(
            dialect=dialect.dialect(),  # type: ignore[no-untyped-call]
            column_keys=list(parameters) if parameters else None,
        )
        self.sql = str(made)
        self.order: tuple[str, ...] = tuple(made.positiontup or ())  # type: ignore[attr-defined]

    async def fetch(self, db: AsyncConnection, **values: Any) -> list[Any]:
        """All rows of one execution."""
        raw = await _raw(db)
        rows: list[Any] = await raw.fetch(self.sql, *(values[name] for name in self.order))
        return rows

    async def fetchrow(self, db: AsyncConnection, **values: Any) -> Any | None:
        """The first row, or `None`."""
        raw = await _raw(db)
        return await raw.fetchrow(self.sql, *(values[name] for name in self.order))

    async def execute_many(self, db: AsyncConnection, rows: Iterable[Mapping[str, Any]]) -> None:
        """Run once for each row, in one round trip; without rows, in none."""
        values = [tuple(row[name] for name in self.order) for row in rows]
        if values:
            raw = await _raw(db)
            await raw.executemany(self.sql, values)


async def _raw(db: AsyncConnection) -> Any:
    """The asyncpg connection inside, with this connection's transaction begun on it."""
    adapted: Any = (await db.get_raw_connection()).dbapi_connection
    if not adapted._started:
        await adapted._start_transaction()
    return adapted.driver_connection
