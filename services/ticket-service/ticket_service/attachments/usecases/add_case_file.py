"""The unit that handles a ticket puts a file to it: a picture of the site, a record, what the merchant handed in."""

from uuid import UUID

from gongkai.actor import Actor
from gongkai.documents.examined import ExaminedFile
from gongkai.files import file_index
from gongkai.files.file_index import StoredFile
from gongkai.runtime.service import Running
from gongkai.unit_of_work import Work
from ticket_service.attachments.domain.case_file import MOST, FileKind, TooManyFiles, refuse_change
from ticket_service.attachments.store import case_files
from ticket_service.ticket.store import tickets


async def refuse_early(ticket_id: UUID, running: Running, actor: Actor) -> None:
    """Before a file is taken in, so that nobody sends 100 MB in vain."""
    async with running.reading() as db:
        refuse_change(await tickets.ticket_of(db, ticket_id, actor.only_unit), actor.unit)


async def add_case_file(ticket_id: UUID, examined: ExaminedFile, work: Work) -> StoredFile:
    """Put an examined file on the ticket's shelf; the same file under the same name is there once."""
    ticket = await case_files.to_change(work.db, ticket_id, work.actor)
    there = await case_files.added(work.db, ticket.id)
    for one in there:
        if (one.name, one.sha256) == (examined.name, examined.sha256):
            return one
    if len(there) >= MOST:
        raise TooManyFiles(f"一个办件最多上传{MOST}个文件。")
    stored = await file_index.add(work, ticket.id, FileKind.case_file.value, examined)
    work.audit("ticket.file_added", str(ticket.id), file=str(stored.id), sha256=stored.sha256)
    return stored
