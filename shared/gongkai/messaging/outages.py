"""Tells a database that is away from a record that is bad: the first is nobody's fault and burns no attempt."""

from typing import Final

import asyncpg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolExhausted

AWAY: Final = ("08", "53", "57P")
"""SQLSTATE classes: connection exceptions, insufficient resources, shutdown and crash of the server."""
TRY_AGAIN: Final = frozenset({"40001", "40P01", "25P03", "25P04"})
"""Serialization failure, deadlock, and transactions ended for being idle or long."""


class DatabaseAway(ConnectionError):
    """A transaction could not even begin, whatever the reason."""


def is_outage(error: BaseException) -> bool:
    """Whether the same work could succeed untouched once the database is back."""
    seen: BaseException | None = error
    while seen is not None:
        if _says_away(seen):
            return True
        seen = (seen.orig if isinstance(seen, DBAPIError) else None) or seen.__cause__
    return False


def _says_away(error: BaseException) -> bool:
    if isinstance(error, PoolExhausted | ConnectionError | asyncpg.InternalClientError):
        return True  # the last is what asyncpg says of a connection that dies under its hands
    if isinstance(error, asyncpg.InterfaceError) and "closed" in str(error):
        return True
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    state = getattr(error, "sqlstate", None)
    return isinstance(state, str) and (state.startswith(AWAY) or state in TRY_AGAIN)
