"""Raw asyncpg connections for the most frequent reads: one compiled statement, one row, and nothing around it.

A read through SQLAlchemy's pool costs several times what asyncpg needs for it, and through asyncpg's own pool still
twice as much. Here a few connections lie in a list: read-only, every statement its own transaction, a closed one
replaced when it is next taken.
"""

import asyncio
from typing import Any, Final

import asyncpg
from sqlalchemy.ext.asyncio import AsyncEngine

from gongkai.database.compiled import Compiled
from gongkai.database.engine import server_settings

MOST: Final = 8
PATIENCE: Final = 10.0
"""Seconds: for a connection to come free, to be made, to answer."""


class DatabaseSilent(ConnectionError):
    """No connection came free, or no answer came, in time."""


class RawConnections:
    """Runs compiled statements on its own few connections. JSON comes as text."""

    def __init__(self, engine: AsyncEngine, name: str) -> None:
        _, self._address = engine.dialect.create_connect_args(engine.url)
        self._settings = server_settings(name) | {"default_transaction_read_only": "on"}
        self._room = asyncio.Semaphore(MOST)
        self._idle: list[Any] = []

    async def fetchrow(self, statement: Compiled, **values: Any) -> Any | None:
        """The first row, or `None`."""
        try:
            await self._enter()
            try:
                return await self._asked(statement.sql, [values[name] for name in statement.order])
            finally:
                self._room.release()
        except TimeoutError as error:
            raise DatabaseSilent from error

    async def close(self) -> None:
        """Close what is idle; no request is served any more by then."""
        while self._idle:
            await self._idle.pop().close(timeout=PATIENCE)

    async def _enter(self) -> None:
        if not self._room.locked():
            await self._room.acquire()
            return
        async with asyncio.timeout(PATIENCE):
            await self._room.acquire()

    async def _asked(self, sql: str, values: list[Any]) -> Any | None:
        connection = self._idle.pop() if self._idle else await self._connect()
        if connection.is_closed():
            connection = await self._connect()
        try:
            return await connection.fetchrow(sql, *values)
        finally:
            self._idle.append(connection)

    async def _connect(self) -> Any:
        return await asyncpg.connect(**self._address, timeout=PATIENCE, server_settings=self._settings)
