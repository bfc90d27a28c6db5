"""All SQL about our list of open orders."""

from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, String, cast, func, literal_column, select, type_coerce
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.clocks.store import clock
from gongkai.runtime.service import Running
from gongkai.worktime.clock import ClockState
from ticket_service.reconciliation.domain import ManifestLine, told
from ticket_service.ticket.domain.lifecycle import OPEN
from ticket_service.ticket.domain.limits import CONTACT_WITHIN, FINISH_WITHIN
from ticket_service.ticket.store.tables import hotline_message, ticket

WHOLE: Final[ColumnElement[int]] = literal_column("0")
"""The number of a ticket that is no part: the hotline knows orders, not what they were split into."""
PIECE: Final = 500
"""So many orders are in memory at a time."""
TIMEOUTS: Final = ("statement_timeout", "idle_in_transaction_session_timeout")
PATIENCE: Final = "60s"
"""How long sorting may take, and how long the reader may pause, before the connection is taken back."""

finish = clock.alias("finish")
contact = clock.alias("contact")
ORDER: Final = type_coerce(ticket.c.order, JSONB)
WORDS: Final = ORDER["title"].astext + "\n" + ORDER["content"].astext
OPEN_ORDERS: Final = (
    select(
        ticket.c.order_no,
        ticket.c.state,
        finish.c.due_on,
        contact.c.due_on,
        func.encode(func.sha256(func.convert_to(WORDS, "UTF8")), "hex"),
    )
    .select_from(ticket)
    .outerjoin(finish, (finish.c.subject_id == ticket.c.id) & (finish.c.code == FINISH_WITHIN.code))
    .outerjoin(
        contact,
        (contact.c.subject_id == ticket.c.id)
        & (contact.c.code == CONTACT_WITHIN.code)
        & (contact.c.state == ClockState.running),
    )
    .where(ticket.c.state.in_(OPEN), ticket.c.part_no == WHOLE)
    .order_by(cast(ticket.c.order_no, String).collate("C"))
)
"""By code points, as both sides sort; the digest is made where the words are, so that they stay there."""


class Known(NamedTuple):
    """A ticket as the comparison needs it; `moved_at` is when something last happened that the other side learns."""

    id: UUID
    unit: str
    state: str
    moved_at: datetime


@asynccontextmanager
async def open_orders(running: Running) -> AsyncIterator[AsyncIterator[Sequence[ManifestLine]]]:
    """Our list in pieces, through a cursor of the server: as it stands at one moment, and never whole in memory."""
    async with running.engine.connect() as db:
        await db.execute(select(*(func.set_config(name, PATIENCE, True) for name in TIMEOUTS)))
        rows = await db.stream(OPEN_ORDERS.execution_options(yield_per=PIECE))
        yield _pieces(rows.partitions())


async def known(db: AsyncConnection, order_nos: Collection[str]) -> dict[str, Known]:
    """The tickets of these orders, whatever became of them."""
    heard = select(func.max(hotline_message.c.arrived_at)).where(hotline_message.c.ticket_id == ticket.c.id)
    moved_at = func.greatest(ticket.c.arrived_at, ticket.c.finished_at, ticket.c.cancelled_at, heard.scalar_subquery())
    wanted = select(ticket.c.order_no, ticket.c.id, ticket.c.unit, ticket.c.state, moved_at)
    rows = await db.execute(wanted.where(ticket.c.order_no.in_(order_nos), ticket.c.part_no == WHOLE))
    return {order_no: Known(*rest) for order_no, *rest in rows}


async def _pieces(partitions: AsyncIterator[Sequence[object]]) -> AsyncIterator[Sequence[ManifestLine]]:
    async for rows in partitions:
        yield [_line(*row) for row in rows]  # type: ignore[misc]


def _line(order_no: str, state: str, finish_due_on: object, contact_due_on: object, digest: str) -> ManifestLine:
    return ManifestLine(
        order_no=order_no,
        state=told(state),
        finish_due_on=finish_due_on,  # type: ignore[arg-type]
        contact_due_on=contact_due_on,  # type: ignore[arg-type]
        digest=digest,
    )
