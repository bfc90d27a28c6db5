"""The hotline confirmed that it has the closing report."""

from gongkai.events.ticket import ReportDelivered
from gongkai.unit_of_work import Work
from gongkai.webhooks.delivery import Delivery
from ticket_service.closing_report.domain.report_payload import receipt_no
from ticket_service.closing_report.usecases.close_if_complete import close_if_complete
from ticket_service.ticket.domain.history import EARLIER_ROUND
from ticket_service.ticket.domain.lifecycle import Act
from ticket_service.ticket.domain.ticket_events import event_fields
from ticket_service.ticket.store import history, tickets


async def confirm_report(delivery: Delivery, work: Work) -> None:
    """Keep the hotline's receipt with the ticket; called in the transaction that closes the delivery."""
    ticket = await tickets.locked(work.db, delivery.subject_id)
    if ticket.began_after(delivery.created_at):
        await history.note(work, ticket.id, Act.report_delivered, EARLIER_ROUND)
        return
    after = ticket.report_arrived(receipt_no(delivery.receipt))
    await tickets.save(work.db, ticket, after)
    await history.note(work, after.id, Act.report_delivered)
    work.announce(ReportDelivered(**event_fields(after, await work.clocks.facts(after.id))))
    await close_if_complete(after, work)
