"""The hotline confirmed that the file of the closing report stands with its order."""

from gongkai.events.ticket import ReportUploaded
from gongkai.unit_of_work import Work
from gongkai.webhooks.delivery import Delivery
from ticket_service.closing_report.domain.report_payload import receipt_no, took_another
from ticket_service.closing_report.usecases.close_if_complete import close_if_complete
from ticket_service.ticket.domain.history import EARLIER_ROUND
from ticket_service.ticket.domain.lifecycle import Act
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.domain.ticket_events import event_fields
from ticket_service.ticket.store import history, tickets
from ticket_service.ticket.values.report import ReportFiles


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
    work.announce(ReportUploaded(**event_fields(after, clocks), uploaded_at=work.now, sha256=file.sha256))
    await close_if_complete(after, work)


def _files(ticket: Ticket) -> ReportFiles:
    assert ticket.report, "what was sent had a report"
    assert ticket.report.files, "what was sent had files"
    return ticket.report.files
