"""All SQL about tickets that belong together, and about units that help."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import case, delete, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from ticket_service.linking.domain import Link, LinkKind
from ticket_service.ticket.domain.lifecycle import OPEN
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.store.tables import co_unit, ticket, ticket_link
from ticket_service.ticket.store.tickets import HELPS, WITHIN, as_ticket, typed

SHOWN = 200


async def links_of(db: AsyncConnection, ticket_ids: Collection[UUID]) -> list[Link]:
    """Every link in which one of these tickets stands, oldest first."""
    ids = list(ticket_ids)
    wanted = select(ticket_link).where(or_(ticket_link.c.ticket_id.in_(ids), ticket_link.c.other_id.in_(ids)))
    rows = await db.execute(wanted.order_by(ticket_link.c.at))
    return [Link(**dict(row._mapping) | {"kind": LinkKind(row.kind)}) for row in rows]


async def add_link(db: AsyncConnection, link: Link) -> None:
    """Two tickets belong together from now on."""
    await db.execute(insert(ticket_link), asdict(link))


async def co_units(db: AsyncConnection, ticket_id: UUID) -> list[str]:
    """The units that help with a ticket."""
    wanted = select(co_unit.c.unit).where(co_unit.c.ticket_id == ticket_id).order_by(co_unit.c.unit)
    return list((await db.execute(wanted)).scalars())


async def set_co_units(db: AsyncConnection, ticket_id: UUID, units: Collection[str]) -> None:
    """These and no others help."""
    await db.execute(delete(co_unit).where(co_unit.c.ticket_id == ticket_id))
    if units:
        await db.execute(insert(co_unit), [{"ticket_id": ticket_id, "unit": unit} for unit in units])


async def end_help(db: AsyncConnection, ticket_id: UUID, unit: str) -> None:
    """This unit helps no longer: it leads now."""
    await db.execute(delete(co_unit).where(co_unit.c.ticket_id == ticket_id, co_unit.c.unit == unit))


async def helped_by(db: AsyncConnection, unit: str) -> Sequence[Ticket]:
    """The open tickets with which a unit helps, the first due first."""
    wanted = (
        select(ticket)
        .join(co_unit, co_unit.c.ticket_id == ticket.c.id)
        .where(co_unit.c.unit == unit, ticket.c.state.in_(OPEN))
        .order_by(ticket.c.finish_due_at, ticket.c.id)
        .limit(SHOWN)
    )
    return [as_ticket(row) for row in await db.execute(wanted)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """A link as it is seen from one of its tickets, with the other one."""

    link: Link
    other: Ticket

    @property
    def leads(self) -> bool:
        """Whether the other one leads, and this one is handled with it."""
        return self.link.kind is LinkKind.merged and self.link.other_id == self.other.id


async def linked(db: AsyncConnection, ticket_id: UUID) -> list[Linked]:
    """Every link of a ticket, oldest first, with the tickets at the other ends."""
    other = case((ticket_link.c.ticket_id == ticket_id, ticket_link.c.other_id), else_=ticket_link.c.ticket_id)
    wanted = (
        select(ticket, *(column.label(f"link_{column.name}") for column in ticket_link.c))
        .join(ticket_link, ticket.c.id == other)
        .where(or_(ticket_link.c.ticket_id == ticket_id, ticket_link.c.other_id == ticket_id))
        .order_by(ticket_link.c.at)
    )
    return [_linked(dict(row._mapping)) for row in await db.execute(wanted)]


def _linked(columns: dict[str, Any]) -> Linked:
    link = {column.name: columns.pop(f"link_{column.name}") for column in ticket_link.c}
    return Linked(link=Link(**link | {"kind": LinkKind(link["kind"])}), other=typed(columns))


async def numbered(db: AsyncConnection, number: str, unit: str | None) -> UUID | None:
    """The ticket with this number, ours or the hotline's; `unit` hides those of other units."""
    said = number.strip()
    of_number = or_(ticket.c.no == said.upper(), ticket.c.order_no == said)
    within = or_(WITHIN, HELPS)
    wanted = (
        select(ticket.c.id).where(of_number, within).order_by(ticket.c.no != said.upper(), ticket.c.part_no).limit(1)
    )
    found: UUID | None = await db.scalar(wanted, {"unit": unit})
    return found
