"""Somebody takes a file of a case away, and it is written down that he did."""

from uuid import UUID

from gongkai.files.file_index import StoredFile
from gongkai.unit_of_work import Work
from ticket_service.attachments.store import case_files


async def read_case_file(ticket_id: UUID, file_id: UUID, work: Work) -> StoredFile:
    """What a citizen or a merchant handed in is personal data."""
    stored = await case_files.readable(work.db, ticket_id, file_id, work.actor)
    work.audit("ticket.file_read", str(ticket_id), file=str(stored.id), sha256=stored.sha256)
    return stored
