"""The floor of an intake: plain asyncpg writes the very rows that one order left behind, one transaction per order."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any, Final
from uuid import UUID

from sqlalchemy import MetaData

from gongkai.database.columns import shared_metadata
from gongkai.timepiece import new_id
from tests.bench.rounds import Contestant, WrongAnswer

Statement = tuple[str, list[tuple[Any, ...]]]
DIGITS: Final = 8
PLAIN: Final = """
SELECT column_name FROM information_schema.columns
WHERE table_name = $1 AND is_identity = 'NO' ORDER BY ordinal_position
"""


@dataclass(frozen=True, slots=True)
class RowsOfOne:
    """The rows in all tables that one order wrote, and which of their values must differ from order to order."""

    statements: Sequence[Statement]
    unique: frozenset[str]

    def copies(self, how_many: int, first: int) -> list[list[Statement]]:
        """The same rows again, each time with ids and numbers of their own."""
        return [self._copy(number) for number in range(first, first + how_many)]

    def _copy(self, number: int) -> list[Statement]:
        ids: dict[UUID, UUID] = {}

        def fresh(value: Any) -> Any:
            if isinstance(value, UUID):
                return ids.setdefault(value, new_id())
            if isinstance(value, str) and value in self.unique:
                return f"{value[:-DIGITS]}{number:0{DIGITS}d}"
            return value

        return [(sql, [tuple(map(fresh, row)) for row in rows]) for sql, rows in self.statements]


async def rows_of_one(connection: Any, metadata: MetaData, unique: Mapping[str, str]) -> RowsOfOne:
    """Read what stands in the database after exactly one order; `unique` names table → column with a unique text."""
    statements: list[Statement] = []
    marked: set[str] = set()
    tables = [*metadata.sorted_tables, *shared_metadata.sorted_tables]
    for name in (table.name for table in tables if table.name != "outbox_shard"):
        columns = [row[0] for row in await connection.fetch(PLAIN, name)]
        quoted = ", ".join(f'"{column}"' for column in columns)
        rows = [tuple(row) for row in await connection.fetch(f'SELECT {quoted} FROM "{name}"')]
        if not rows:
            continue
        marks = ", ".join(f"${number}" for number in range(1, len(columns) + 1))
        statements.append((f'INSERT INTO "{name}" ({quoted}) VALUES ({marks})', rows))
        marked |= {str(row[columns.index(column)]) for column in unique.get(name, "").split() for row in rows}
    return RowsOfOne(statements, frozenset(marked))


def written(connections: Sequence[Any], rows: RowsOfOne, orders: int, numbers: Iterator[int]) -> Contestant:
    """So many orders per second over these connections, each order a transaction."""

    async def turn() -> float:
        copies = rows.copies(orders, next(numbers) * orders)
        left = iter(copies)
        begun = perf_counter()
        await asyncio.gather(*(_work_off(connection, left) for connection in connections))
        return orders / (perf_counter() - begun)

    return turn


async def _work_off(connection: Any, left: Iterator[list[Statement]]) -> None:
    for order in left:
        async with connection.transaction():
            for sql, rows in order:
                if len(rows) == 1:
                    if await connection.execute(sql, *rows[0]) != "INSERT 0 1":
                        raise WrongAnswer(sql)
                else:
                    await connection.executemany(sql, rows)
