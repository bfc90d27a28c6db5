"""All SQL about the units that help with a ticket (协办): they read it, and give their opinion."""

from collections.abc import Collection, Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import (
    delete,
    insert,
    select,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from ticket_service.ticket.domain.lifecycle import OPEN
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.store.tables import co_unit, ticket
from ticket_service.ticket.store.tickets import as_ticket

LISTED_AT_MOST: Final = 200


async def of_ticket(db: AsyncConnection, ticket_id: UUID) -> list[str]:
    """The units that help with a ticket."""
    wanted = select(co_unit.c.unit).where(co_unit.c.ticket_id == ticket_id).order_by(co_unit.c.unit)
    return list((await db.execute(wanted)).scalars())


async def replace_units(db: AsyncConnection, ticket_id: UUID, units: Collection[str]) -> None:
    """These and no others help."""
    await db.execute(delete(co_unit).where(co_unit.c.ticket_id == ticket_id))
    if units:
        await db.execute(insert(co_unit), [{"ticket_id": ticket_id, "unit": unit} for unit in units])


async def end_help(db: AsyncConnection, ticket_id: UUID, unit: str) -> None:
    """This unit helps no longer: it leads now."""
    await db.execute(delete(co_unit).where(co_unit.c.ticket_id == ticket_id, co_unit.c.unit == unit))


async def helped_tickets(db: AsyncConnection, unit: str) -> Sequence[Ticket]:
    """The open tickets with which a unit helps, the first due first."""
    wanted = (
        select(ticket)
        .join(co_unit, co_unit.c.ticket_id == ticket.c.id)
        .where(co_unit.c.unit == unit, ticket.c.state.in_(OPEN))
        .order_by(ticket.c.finish_due_at, ticket.c.id)
        .limit(LISTED_AT_MOST)
    )
    return [as_ticket(row) for row in await db.execute(wanted)]
