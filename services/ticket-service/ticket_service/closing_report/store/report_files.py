"""The files of closing reports on the shelf, each for those who may read it."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.actor import Actor
from gongkai.documents.refusals import FileUnknown
from gongkai.files import file_index
from gongkai.files.file_index import StoredFile
from ticket_service.closing_report.domain.closing_report import Rendition
from ticket_service.ticket.store import tickets


async def report_file(db: AsyncConnection, ticket_id: UUID, file_id: UUID, reader: Actor) -> StoredFile:
    """The report of a ticket; the rendition with the citizen's name and number only for the unit that handles it."""
    ticket = await tickets.ticket_of(db, ticket_id, reader.only_unit)
    stored = await file_index.file_of(db, file_id)
    hidden = stored.kind == Rendition.archive and reader.unit != ticket.unit
    if stored.subject_id != ticket.id or stored.kind not in set(Rendition) or hidden:
        raise FileUnknown("没有这个文件。")
    return stored
