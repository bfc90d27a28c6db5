"""All SQL about the history of tickets."""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from typing import Any, Final
from uuid import UUID

from sqlalchemy import bindparam, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.unit_of_work import Work
from ticket_service.ticket.domain.history import HistoryEntry
from ticket_service.ticket.domain.lifecycle import Act
from ticket_service.ticket.store.tables import ticket_event

FIELDS: Final = [field.name for field in fields(HistoryEntry)]
OF_TICKET: Final = (
    select(ticket_event)
    .where(ticket_event.c.ticket_id == bindparam("ticket_id"))
    .order_by(ticket_event.c.at, ticket_event.c.id)
)


async def note(work: Work, ticket_id: UUID, act: Act, words: str = "") -> None:
    """Write what the person at work did without changing the ticket."""
    entry = HistoryEntry(id=work.new_id(), ticket_id=ticket_id, at=work.now, actor=work.actor.name, act=act, note=words)
    await work.db.execute(insert(ticket_event), raw_row(entry))


async def add(db: AsyncConnection, entries: Iterable[HistoryEntry]) -> None:
    """Write lines of the history, in one round trip."""
    await db.execute(insert(ticket_event), [raw_row(one) for one in entries])


async def of_ticket(db: AsyncConnection, ticket_id: UUID) -> Sequence[HistoryEntry]:
    """The whole history of a ticket, oldest first."""
    rows = await db.execute(OF_TICKET, {"ticket_id": ticket_id})
    return [_entry(dict(row._mapping)) for row in rows]


def raw_row(one: HistoryEntry) -> dict[str, Any]:
    """The columns of an entry."""
    return {name: getattr(one, name) for name in FIELDS}


def _entry(columns: dict[str, Any]) -> HistoryEntry:
    columns["act"] = Act(columns["act"])
    return HistoryEntry(**columns)
