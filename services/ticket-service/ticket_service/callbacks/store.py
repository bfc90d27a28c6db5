"""All SQL that ties the ledger of deliveries to the tickets which they are about."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.unit_of_work import Work
from gongkai.webhooks.delivery import Delivery
from ticket_service.callbacks.domain import masked_snapshot
from ticket_service.ticket.domain.history import HistoryEntry
from ticket_service.ticket.domain.lifecycle import Act
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.store import history
from ticket_service.ticket.store.tables import ticket, ticket_event
from ticket_service.ticket.store.tickets import as_ticket
from ticket_service.ticket.values.order import Order


async def order_nos(db: AsyncConnection, ticket_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The hotline's numbers of these tickets, in one statement."""
    wanted = select(ticket.c.id, ticket.c.order_no).where(ticket.c.id.in_(set(ticket_ids)))
    return dict((await db.execute(wanted)).tuples().all())


async def ticket_id_of(db: AsyncConnection, order_no: str) -> UUID | None:
    """The ticket of an order, if there is one; not those of its parts."""
    wanted = select(ticket.c.id).where(ticket.c.order_no == order_no, ticket.c.part_of.is_(None))
    found: UUID | None = await db.scalar(wanted)
    return found


async def snapshot(one: Delivery, db: AsyncConnection) -> object:
    """What a delivery says, without personal data; the order tells which name must not be shown."""
    order: Order | None = await db.scalar(select(ticket.c.order).where(ticket.c.id == one.subject_id))
    return masked_snapshot(one.body, order)


async def locked_each(db: AsyncConnection, ticket_ids: Sequence[UUID]) -> list[Ticket]:
    """Tickets, kept from all other hands until this transaction ends, in an order that no two hands can cross."""
    wanted = select(ticket).where(ticket.c.id.in_(ticket_ids)).order_by(ticket.c.id).with_for_update()
    return [as_ticket(row) for row in await db.execute(wanted)]


async def note_each(work: Work, ticket_ids: Iterable[UUID], act: Act) -> None:
    """The same line in the history of many tickets."""
    rows = [
        history.raw_row(HistoryEntry(id=work.new_id(), ticket_id=one, at=work.now, actor=work.actor.name, act=act))
        for one in ticket_ids
    ]
    if rows:
        await work.db.execute(insert(ticket_event), rows)
