"""All SQL about tickets that belong together, and about units that help."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Column, ForeignKey, String, Table, Uuid, case, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.database.columns import Instant
from ticket_service.linking.domain import Link, LinkKind
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.store.tables import metadata, ticket
from ticket_service.ticket.store.tickets import HELPS, WITHIN, from_columns

ticket_link = Table(
    "ticket_link",
    metadata,
    Column("ticket_id", Uuid, ForeignKey("ticket.id"), primary_key=True),
    Column("other_id", Uuid, ForeignKey("ticket.id"), primary_key=True, index=True),
    Column("kind", String(12), nullable=False),
    Column("at", Instant, nullable=False),
    Column("by", String(120), nullable=False),
)


async def links_of(db: AsyncConnection, ticket_ids: Collection[UUID]) -> list[Link]:
    """Every link in which one of these tickets stands, oldest first."""
    ids = list(ticket_ids)
    wanted = select(ticket_link).where(or_(ticket_link.c.ticket_id.in_(ids), ticket_link.c.other_id.in_(ids)))
    rows = await db.execute(wanted.order_by(ticket_link.c.at))
    return [Link(**dict(row._mapping) | {"kind": LinkKind(row.kind)}) for row in rows]


async def add_link(db: AsyncConnection, link: Link) -> None:
    """Two tickets belong together from now on."""
    await db.execute(insert(ticket_link), asdict(link))


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedTicket:
    """A link as it is seen from one of its tickets, with the other one."""

    link: Link
    other: Ticket

    @property
    def leads(self) -> bool:
        """Whether the other one leads, and this one is handled with it."""
        return self.link.kind is LinkKind.merged and self.link.other_id == self.other.id


async def linked_tickets(db: AsyncConnection, ticket_id: UUID) -> list[LinkedTicket]:
    """Every link of a ticket, oldest first, with the tickets at the other ends."""
    other = case((ticket_link.c.ticket_id == ticket_id, ticket_link.c.other_id), else_=ticket_link.c.ticket_id)
    wanted = (
        select(ticket, *(column.label(f"link_{column.name}") for column in ticket_link.c))
        .join(ticket_link, ticket.c.id == other)
        .where(or_(ticket_link.c.ticket_id == ticket_id, ticket_link.c.other_id == ticket_id))
        .order_by(ticket_link.c.at)
    )
    return [_linked(dict(row._mapping)) for row in await db.execute(wanted)]


def _linked(columns: dict[str, Any]) -> LinkedTicket:
    link = {column.name: columns.pop(f"link_{column.name}") for column in ticket_link.c}
    return LinkedTicket(link=Link(**link | {"kind": LinkKind(link["kind"])}), other=from_columns(columns))


async def find_by_number(db: AsyncConnection, number: str, unit: str | None) -> UUID | None:
    """The ticket with this number, ours or the hotline's; `unit` hides those of other units."""
    said = number.strip()
    of_number = or_(ticket.c.no == said.upper(), ticket.c.order_no == said)
    within = or_(WITHIN, HELPS)
    wanted = (
        select(ticket.c.id).where(of_number, within).order_by(ticket.c.no != said.upper(), ticket.c.part_no).limit(1)
    )
    found: UUID | None = await db.scalar(wanted, {"unit": unit})
    return found
