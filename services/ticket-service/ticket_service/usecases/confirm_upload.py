"""The hotline confirmed that the file of the closing report stands with its order."""

from gongkai.database.work import Work
from gongkai.delivery.delivery import Delivery
from gongkai.events.ticket import ReportUploaded
from ticket_service.domain.callback import receipt_no, took_another
from ticket_service.domain.course import Act
from ticket_service.domain.facts import told
from ticket_service.domain.history import EARLIER_ROUND
from ticket_service.domain.report import ReportFiles
from ticket_service.domain.ticket import Ticket
from ticket_service.store import history, tickets
from ticket_service.usecases.close_if_complete import close_if_complete


async def confirm_upload(delivery: Delivery, work: Work) -> None:
    """Keep the receipt with the ticket; called in the transaction that closes the delivery."""
    ticket = await tickets.locked(work.db, delivery.subject_id)
    if ticket.began_after(delivery.created_at):
        await history.note(work, ticket.id, Act.file_uploaded, EARLIER_ROUND)
        return
    file = _files(ticket).hotline
    if took_another(delivery.receipt, file):
        await tickets.save(work.db, ticket, ticket.file_stranded())
        await history.note(work, ticket.id, Act.file_differs)
        return
    after = ticket.file_arrived(receipt_no(delivery.receipt), work.now)
    await tickets.save(work.db, ticket, after)
    await history.note(work, after.id, Act.file_uploaded, after.upload_receipt or "")
    clocks = await work.clocks.facts(after.id)
    work.announce(ReportUploaded(**told(after, clocks), uploaded_at=work.now, sha256=file.sha256))
    await close_if_complete(after, work)


def _files(ticket: Ticket) -> ReportFiles:
    assert ticket.report, "what was sent had a report"
    assert ticket.report.files, "what was sent had files"
    return ticket.report.files
