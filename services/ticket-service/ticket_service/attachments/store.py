"""All SQL about files of a case, and files of the hotline that are to be fetched."""

from collections.abc import Iterable
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Column, Index, Integer, Row, String, Table, Text, Uuid, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.actor import Actor
from gongkai.database.columns import Instant
from gongkai.database.compiled import CompiledInsert
from gongkai.documents.refusals import FileUnknown
from gongkai.files import file_index
from gongkai.files.file_index import StoredFile
from ticket_service.attachments.domain import CaseFile, FetchState, FileOrigin, IncomingFile, list_files, refuse_change
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.store import tickets
from ticket_service.ticket.store.tables import metadata


async def files_of(db: AsyncConnection, ticket: Ticket, reader: Actor) -> list[CaseFile]:
    """All files of a case as this reader may see them; whether he may see the case is decided before."""
    incoming = await of_ticket(db, ticket.id)
    files = list_files(ticket.order, incoming, await file_index.of_subject(db, ticket.id))
    return [one.seen_by(reader.unit, ticket) for one in files]


async def readable(db: AsyncConnection, ticket_id: UUID, file_id: UUID, reader: Actor) -> StoredFile:
    """One file with its bytes: only for the unit that handles the ticket, since a file cannot be masked."""
    ticket = await tickets.ticket_of(db, ticket_id, reader.only_unit)
    stored = await file_index.file_of(db, file_id)
    if stored.subject_id != ticket.id or stored.kind not in list(FileOrigin) or reader.unit != ticket.unit:
        raise FileUnknown("没有这个文件。")
    return stored


async def files_of_unit(db: AsyncConnection, ticket_id: UUID) -> list[StoredFile]:
    """What the unit itself added to a case."""
    return [one for one in await file_index.of_subject(db, ticket_id) if one.kind == FileOrigin.case_file]


async def to_change(db: AsyncConnection, ticket_id: UUID, by: Actor) -> Ticket:
    """The ticket whose files somebody wants to change, kept from all other hands; refuses whoever may not."""
    await tickets.ticket_of(db, ticket_id, by.only_unit)
    ticket = await tickets.lock(db, ticket_id)
    refuse_change(ticket, by.unit)
    return ticket


incoming_file = Table(
    "incoming_file",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("ticket_id", Uuid, nullable=False, index=True),
    Column("name", String(200), nullable=False),
    Column("url", Text, nullable=False),
    Column("state", String(12), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("next_try_at", Instant, nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("reason", String(60)),
    Column("detail", String(300)),
    Column("file_id", Uuid),
)
waiting_file = Index(
    "ix_incoming_file_waiting",
    incoming_file.c.next_try_at,
    postgresql_where=incoming_file.c.state == FetchState.waiting.value,
)

FIELDS: Final = [field.name for field in fields(IncomingFile)]
EXPECT: Final = CompiledInsert(incoming_file, once=True)


async def expect(db: AsyncConnection, files: Iterable[IncomingFile]) -> None:
    """Write down what is to be fetched, by one statement; what is known already stays as it is. A hot path: part of the
    hotline's intake."""
    await EXPECT.execute(db, ({name: getattr(one, name) for name in FIELDS} for one in files))


async def claim(db: AsyncConnection, now: datetime, lease: timedelta, most: int) -> list[IncomingFile]:
    """Take some that are due, hidden from all others until the lease ends; each counts as one more try."""
    due = (
        select(incoming_file.c.id)
        .where(incoming_file.c.state == FetchState.waiting.value, incoming_file.c.next_try_at <= now)
        .order_by(incoming_file.c.next_try_at)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    taken = update(incoming_file).where(incoming_file.c.id.in_(due.scalar_subquery()))
    taken = taken.values(next_try_at=now + lease, tries=incoming_file.c.tries + 1)
    return [_file(row) for row in await db.execute(taken.returning(*incoming_file.c))]


async def still_claimed(db: AsyncConnection, one: IncomingFile) -> bool:
    """Whether this try still counts, and keep it from all others until the transaction ends: a worker that was away
    for longer than its lease finds that another took over."""
    this_try = (incoming_file.c.id == one.id) & (incoming_file.c.tries == one.tries)
    waits = incoming_file.c.state == FetchState.waiting
    return (await db.execute(select(incoming_file.c.id).where(this_try, waits).with_for_update())).first() is not None


async def lock_incoming(db: AsyncConnection, ticket_id: UUID, incoming_id: UUID) -> IncomingFile:
    """One file of a ticket, kept from all other hands until this transaction ends."""
    wanted = select(incoming_file).where(incoming_file.c.id == incoming_id, incoming_file.c.ticket_id == ticket_id)
    row = (await db.execute(wanted.with_for_update())).one_or_none()
    if row is None:
        raise FileUnknown("没有这个文件。")
    return _file(row)


async def save(db: AsyncConnection, one: IncomingFile) -> None:
    """Write down what came of it."""
    values = {name: getattr(one, name) for name in FIELDS if name != "id"}
    await db.execute(update(incoming_file).where(incoming_file.c.id == one.id).values(values))


async def of_ticket(db: AsyncConnection, ticket_id: UUID) -> list[IncomingFile]:
    """All files that came or are to come with a ticket's order, oldest first."""
    wanted = select(incoming_file).where(incoming_file.c.ticket_id == ticket_id)
    return [_file(row) for row in await db.execute(wanted.order_by(incoming_file.c.asked_at, incoming_file.c.name))]


def _file(row: Row[Any]) -> IncomingFile:
    return IncomingFile(**dict(row._mapping) | {"state": FetchState(row.state)})
