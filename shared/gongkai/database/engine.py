"""One pool of connections per process and database."""

from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

STATEMENT_TIMEOUT = "15s"
IDLE_TIMEOUT = "10s"


def create_engine(url: str, size: int = 20, name: str = "gongkai") -> AsyncEngine:
    """An engine whose pool holds `size` connections and no more; a statement or an idle transaction ends in time."""
    return create_async_engine(
        url,
        pool_size=size,
        max_overflow=0,
        pool_timeout=10,
        connect_args={
            "server_settings": {
                "application_name": name,
                "timezone": "UTC",
                "jit": "off",
                "statement_timeout": STATEMENT_TIMEOUT,
                "idle_in_transaction_session_timeout": IDLE_TIMEOUT,
            }
        },
    )
