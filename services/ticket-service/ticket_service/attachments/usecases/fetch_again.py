"""Somebody has mended what was in the way: an attachment that was given up is fetched once more."""

from uuid import UUID

from gongkai.unit_of_work import Work
from ticket_service.attachments.domain.case_file import NotOfThisUnit
from ticket_service.attachments.domain.incoming_file import IncomingFile
from ticket_service.attachments.store import incoming_files
from ticket_service.ticket.store import tickets


async def fetch_again(ticket_id: UUID, incoming_id: UUID, work: Work) -> IncomingFile:
    """Also of a ticket that is over: what the citizen sent belongs to its record."""
    ticket = await tickets.ticket_of(work.db, ticket_id, work.actor.only_unit)
    if work.actor.unit != ticket.unit:
        raise NotOfThisUnit("只有承办单位可以重新获取附件。")
    found = (await incoming_files.locked(work.db, ticket.id, incoming_id)).again(work.now)
    await incoming_files.save(work.db, found)
    work.audit("ticket.file_asked_again", str(ticket.id), incoming=str(found.id))
    return found
