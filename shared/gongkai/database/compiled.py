"""A Core statement compiled once and run on the asyncpg connection underneath, for the few hot paths.

SQLAlchemy spends most of a short statement's time on building and converting, not in PostgreSQL (measured: 0.28 of
raw asyncpg through Core, 0.56-0.76 this way). The statement is still written in Core; parameters are bound by name
and must be what asyncpg takes: UUID, aware datetime, str, int, bytes, and JSON as text.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ClauseElement, String, Table, Text, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY, Insert, insert
from sqlalchemy.dialects.postgresql import asyncpg as dialect
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import TypeEngine

from gongkai.database.driver_connection import driver_connection


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
        raw = await driver_connection(db)
        rows: list[Any] = await raw.fetch(self.sql, *(values[name] for name in self.order))
        return rows

    async def fetchrow(self, db: AsyncConnection, **values: Any) -> Any | None:
        """The first row, or `None`."""
        raw = await driver_connection(db)
        return await raw.fetchrow(self.sql, *(values[name] for name in self.order))

    async def execute_many(self, db: AsyncConnection, rows: Iterable[Mapping[str, Any]]) -> None:
        """Run once for each row, in one round trip; without rows, in none."""
        values = [tuple(row[name] for name in self.order) for row in rows]
        if values:
            raw = await driver_connection(db)
            await raw.executemany(self.sql, values)


class CompiledInsert:
    """Rows into tables by one execution, whether one row or a thousand: `INSERT … SELECT … FROM unnest(arrays)`.

    PostgreSQL starts its executor once instead of once a row, and several tables cost one round trip. Without `names`
    all columns are written; rows are mappings, and what a row does not name becomes NULL. `once` passes over rows that
    are there already.
    """

    def __init__(self, *tables: Table, names: Sequence[str] | None = None, once: bool = False) -> None:
        self._columns = {table.name: list(names or table.c.keys()) for table in tables}
        first, *more = (_from_arrays(table, self._columns[table.name], once) for table in tables)
        for another in more:
            first = first.add_cte(another.cte(f"into_{another.table.name}"))
        self._compiled = Compiled(first)

    async def execute(self, db: AsyncConnection, *rows: Iterable[Mapping[str, Any]]) -> None:
        """Write the rows of each table, in their order; without any row, nothing is sent."""
        whole = [list(some) for some in rows]
        if not any(whole):
            return
        values: dict[str, list[Any]] = {}
        for some, (table, names) in zip(whole, self._columns.items(), strict=True):
            values |= {f"{table}_{name}": [row.get(name) for row in some] for name in names}
        await self._compiled.fetch(db, **values)


def _from_arrays(table: Table, names: Sequence[str], once: bool) -> Insert:
    arrays = [bindparam(f"{table.name}_{name}", type_=ARRAY(_untruncated(table.c[name].type))) for name in names]
    new = func.unnest(*arrays).table_valued(*names, name=f"new_{table.name}").render_derived()
    written = insert(table).from_select(list(names), select(*new.c), include_defaults=False)
    return written.on_conflict_do_nothing() if once else written


def _untruncated(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    """A cast to VARCHAR(20) cuts off silently, where an INSERT complains."""
    return Text() if isinstance(kind, String) else kind
