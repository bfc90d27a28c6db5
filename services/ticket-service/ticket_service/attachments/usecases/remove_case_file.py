"""The unit takes out a file that it added by mistake; what came with the order stays."""

from uuid import UUID

from gongkai.documents.refusals import FileUnknown
from gongkai.files import file_index
from gongkai.unit_of_work import Work
from ticket_service.attachments.store import case_files


async def remove_case_file(ticket_id: UUID, file_id: UUID, work: Work) -> None:
    """Only before the report is signed."""
    ticket = await case_files.to_change(work.db, ticket_id, work.actor)
    stored = next((one for one in await case_files.added(work.db, ticket.id) if one.id == file_id), None)
    if stored is None:
        raise FileUnknown("没有这个文件，或它随工单而来，不能删除。")
    await file_index.remove(work, stored.id)
    work.audit("ticket.file_removed", str(ticket.id), file=str(stored.id), sha256=stored.sha256)
