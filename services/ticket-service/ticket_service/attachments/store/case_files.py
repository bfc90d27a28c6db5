"""The files of a case on the shelf, each for those who may read it."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.actor import Actor
from gongkai.documents.refusals import FileUnknown
from gongkai.files import file_index
from gongkai.files.file_index import StoredFile
from ticket_service.attachments.domain.case_file import CaseFile, FileKind, listed, refuse_change
from ticket_service.attachments.store import incoming_files
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.store import tickets


async def files_of(db: AsyncConnection, ticket: Ticket, reader: Actor) -> list[CaseFile]:
    """All files of a case as this reader may see them; whether he may see the case is decided before."""
    incoming = await incoming_files.of_ticket(db, ticket.id)
    files = listed(ticket.order, incoming, await file_index.of_subject(db, ticket.id))
    return [one.seen_by(reader.unit, ticket) for one in files]


async def readable(db: AsyncConnection, ticket_id: UUID, file_id: UUID, reader: Actor) -> StoredFile:
    """One file with its bytes: only for the unit that handles the ticket, since a file cannot be masked."""
    ticket = await tickets.ticket_of(db, ticket_id, reader.only_unit)
    stored = await file_index.file_of(db, file_id)
    if stored.subject_id != ticket.id or stored.kind not in list(FileKind) or reader.unit != ticket.unit:
        raise FileUnknown("没有这个文件。")
    return stored


async def added(db: AsyncConnection, ticket_id: UUID) -> list[StoredFile]:
    """What the unit itself added to a case."""
    return [one for one in await file_index.of_subject(db, ticket_id) if one.kind == FileKind.case_file]


async def to_change(db: AsyncConnection, ticket_id: UUID, by: Actor) -> Ticket:
    """The ticket whose files somebody wants to change, kept from all other hands; refuses whoever may not."""
    await tickets.ticket_of(db, ticket_id, by.only_unit)
    ticket = await tickets.locked(db, ticket_id)
    refuse_change(ticket, by.unit)
    return ticket
