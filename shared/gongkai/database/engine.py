"""One pool of connections per process and database."""

from typing import Any

from sqlalchemy import event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

STATEMENT_TIMEOUT = "15s"
IDLE_TIMEOUT = "10s"
RANDOM_PAGE_COST = "1.1"
"""As for any disk of today. With the default of 4, a prepared look-up that was planned while its table was new and
empty keeps reading the whole table until the first autovacuum: the intake of a fresh installation slows down."""


def create_engine(url: str, size: int = 20, name: str = "gongkai") -> AsyncEngine:
    """An engine whose pool holds `size` connections and no more; a statement or an idle transaction ends in time."""
    engine = create_async_engine(
        url,
        pool_size=size,
        max_overflow=0,
        pool_timeout=10,
        connect_args={"server_settings": server_settings(name)},
    )
    event.listen(engine.sync_engine, "checkout", _refuse_closed)
    return engine


def server_settings(name: str) -> dict[str, str]:
    """The server settings of every connection."""
    return {
        "application_name": name,
        "timezone": "UTC",
        "jit": "off",
        "random_page_cost": RANDOM_PAGE_COST,
        "statement_timeout": STATEMENT_TIMEOUT,
        "idle_in_transaction_session_timeout": IDLE_TIMEOUT,
    }


def _refuse_closed(adapted: Any, record: object, proxy: object) -> None:
    """A connection that PostgreSQL closed (restart, crash, idle time-out) is replaced, not handed out: no round trip.

    Without this the compiled hot paths, which work underneath SQLAlchemy, would get the dead one for ever.
    """
    if adapted.driver_connection.is_closed():
        raise DisconnectionError
