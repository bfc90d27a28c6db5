"""Locks on orders by the hotline's numbers, also on those that have no ticket yet."""

from collections.abc import Iterable
from hashlib import sha256
from typing import Final

from sqlalchemy import BigInteger, bindparam, column, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.database.compiled import Compiled
from ticket_service.ticket.store.tables import ticket_serial

KEYS: Final = (
    func.unnest(bindparam("keys", type_=ARRAY(BigInteger))).table_valued(column("key", BigInteger)).render_derived()
)
ORDER_LOCKS: Final = select(func.pg_advisory_xact_lock(KEYS.c.key), ticket_serial.next_value())
"""Takes the locks, and draws one serial number for each."""
LOCK: Final = Compiled(ORDER_LOCKS)


async def lock_order(db: AsyncConnection, order_no: str) -> None:
    """Keep every other process from an order until the transaction ends, the intake of the hotline's messages too."""
    await LOCK.fetch(db, keys=lock_keys([order_no]))


def lock_keys(order_nos: Iterable[str]) -> list[int]:
    """The keys of these orders' locks, in the one order in which everybody takes them."""
    return sorted({_key(order_no) for order_no in order_nos})


def _key(order_no: str) -> int:
    return int.from_bytes(sha256(order_no.encode()).digest()[:8], "big", signed=True)
