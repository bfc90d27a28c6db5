"""All SQL about the hotline's messages, and what a batch of them leaves behind."""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from typing import Any, Final

from sqlalchemy import (
    Column,
    ColumnElement,
    Index,
    LargeBinary,
    String,
    Table,
    Uuid,
    any_,
    bindparam,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.database.columns import Instant, ValueColumn
from gongkai.database.compiled import Compiled, CompiledInsert
from ticket_service.intake.domain.message import Message, MessageDetails, MessageKind, MessageReceipt, MessageState
from ticket_service.routing.store import NEWEST_TABLE
from ticket_service.ticket.domain.history import HistoryEntry
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.store import history, tickets
from ticket_service.ticket.store.order_locks import ORDER_LOCKS, lock_keys
from ticket_service.ticket.store.tables import ORDER, metadata, ticket, ticket_event

RECEIPT = ValueColumn(MessageReceipt)


DETAILS = ValueColumn(MessageDetails)


hotline_message = Table(
    "hotline_message",
    metadata,
    Column("id", String(200), primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("order_no", String(64), nullable=False),
    Column("occurred_at", Instant, nullable=False),
    Column("arrived_at", Instant, nullable=False),
    Column("digest", LargeBinary(32), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("order", ORDER),
    Column("said", DETAILS),
    Column("state", String(12), nullable=False),
    Column("ticket_id", Uuid),
    Column("receipt", RECEIPT, nullable=False),
)


waiting_for_order = Index(
    "ix_hotline_message_held",
    hotline_message.c.order_no,
    postgresql_where=hotline_message.c.state == MessageState.held.value,
)


of_ticket = Index("ix_hotline_message_ticket", hotline_message.c.ticket_id)


FIELDS: Final = [field.name for field in fields(Message)]
LOCK_ORDERS: Final = Compiled(ORDER_LOCKS.add_columns(NEWEST_TABLE))
HELD: Final[ColumnElement[str]] = literal_column(f"'{MessageState.held}'")
"""Written out, not bound: so the planner sees that the partial index serves."""
KNOWN: Final = Compiled(
    select(hotline_message).where(
        or_(
            hotline_message.c.id == any_(bindparam("ids", type_=ARRAY(String))),
            (hotline_message.c.state == HELD)
            & (hotline_message.c.order_no == any_(bindparam("order_nos", type_=ARRAY(String)))),
        )
    )
)
RELEASE: Final = (
    update(hotline_message)
    .where(hotline_message.c.id == bindparam("of_id"))
    .values(state=bindparam("to_state"), ticket_id=bindparam("to_ticket"), order=None, said=None)
)


async def lock_orders(db: AsyncConnection, order_nos: Sequence[str]) -> tuple[list[int], str | None]:
    """Keep every other process from these orders until the transaction ends; draw one serial number for each, and say
    by which dispatch table they go (see `dispatch.table_of`): asked here, it costs no round trip of its own.

    So two processes never open two tickets for one order, and none holds a message whose order another just opened.
    """
    rows = await LOCK_ORDERS.fetch(db, keys=lock_keys(order_nos))
    return [row[1] for row in rows], rows[0][2]


async def read_known(db: AsyncConnection, messages: Sequence[Message]) -> list[Message]:
    """Messages that came before with one of these ids, or that are held for one of these orders."""
    ids, order_nos = [one.id for one in messages], [one.order_no for one in messages]
    return [_from_record(row) for row in await KNOWN.fetch(db, ids=ids, order_nos=order_nos)]


async def release(db: AsyncConnection, released: Iterable[Message]) -> None:
    """Write down what became of messages that were held."""
    rows = [{"of_id": one.id, "to_state": one.state, "to_ticket": one.ticket_id} for one in released]
    if rows:
        await db.execute(RELEASE, rows)


def raw_row(one: Message) -> dict[str, Any]:
    """The columns of a message as the driver takes them."""
    row = {name: getattr(one, name) for name in FIELDS}
    row["order"] = ORDER.text(one.order)
    row["said"] = DETAILS.text(one.said)
    row["receipt"] = RECEIPT.text(one.receipt)
    return row


def _from_record(record: Any) -> Message:
    columns = dict(record)
    columns["kind"] = MessageKind(columns["kind"])
    columns["state"] = MessageState(columns["state"])
    columns["order"] = ORDER.value(columns["order"])
    columns["said"] = DETAILS.value(columns["said"])
    columns["receipt"] = RECEIPT.value(columns["receipt"])
    return Message(**columns)


KEEP: Final = CompiledInsert(ticket, hotline_message, ticket_event)


async def add_batch(
    db: AsyncConnection, opened: Iterable[Ticket], taken: Iterable[Message], entries: Iterable[HistoryEntry]
) -> None:
    """New tickets, the messages themselves for ever, and the lines of the history."""
    await KEEP.execute(db, map(tickets.raw_row, opened), map(raw_row, taken), map(history.raw_row, entries))
