"""The asyncpg connection underneath SQLAlchemy's: the one place that uses private names of its asyncpg dialect.

SQLAlchemy begins a transaction on the driver's connection with its own first statement; a statement that goes past it
has to begin it first. There is no public way: `tests/service/database/test_driver_connection.py` fails when a release
renames what is used here or means something else by it.
"""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection


async def driver_connection(db: AsyncConnection) -> Any:
    """The asyncpg connection inside, with the transaction of `db` begun on it; without one if `db` autocommits."""
    connection: Any = db.sync_connection  # asking `get_raw_connection` costs a greenlet for what is already here
    adapted: Any = connection.connection.dbapi_connection
    if not adapted._started:
        await adapted._start_transaction()
    return adapted.driver_connection
