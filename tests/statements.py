"""What a piece of work costs in statements: all that SQLAlchemy and the compiled statements ask the driver to run."""

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import asyncpg
from sqlalchemy import event

from gongkai.runtime.service import ServiceRuntime

DRIVERS_OWN = re.compile("typeinfo_tree|current_setting")
"""asyncpg asks once for each connection what a type is."""


@asynccontextmanager
async def statements(running: ServiceRuntime) -> AsyncIterator[list[str]]:
    """The SQL that is run meanwhile, with begin and commit; a statement for many rows counts once."""
    asked: list[str] = []

    def note(query: asyncpg.connection.LoggedQuery) -> None:
        if not DRIVERS_OWN.search(query.query):
            asked.append(query.query)

    def listen(connection: Any, *_: Any) -> None:
        connection.driver_connection.add_query_logger(note)

    def leave(connection: Any, *_: Any) -> None:
        connection.driver_connection.remove_query_logger(note)

    pool = running.engine.sync_engine.pool
    event.listen(pool, "checkout", listen)
    event.listen(pool, "checkin", leave)
    try:
        yield asked
    finally:
        event.remove(pool, "checkout", listen)
        event.remove(pool, "checkin", leave)


@contextmanager
def counted(running: ServiceRuntime) -> Iterator[list[str]]:
    """The statements of use cases and stores meanwhile, without those of the transaction."""
    seen: list[str] = []

    def note(*args: object) -> None:
        seen.append(str(args[2]))

    engine = running.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)
