"""Ten tries did not bring the file of the closing report to the hotline: the ticket says so, somebody has to look."""

from gongkai.unit_of_work import Work
from gongkai.webhooks.delivery import Delivery
from ticket_service.ticket.domain.history import EARLIER_ROUND
from ticket_service.ticket.domain.lifecycle import Act
from ticket_service.ticket.store import history, tickets


async def strand_upload(delivery: Delivery, work: Work) -> None:
    """Mark the file as not delivered; called in the transaction that gives the delivery up."""
    ticket = await tickets.locked(work.db, delivery.subject_id)
    if ticket.began_after(delivery.created_at):
        await history.note(work, ticket.id, Act.file_failed, EARLIER_ROUND)
        return
    after = ticket.file_stranded()
    await tickets.save(work.db, ticket, after)
    await history.note(work, after.id, Act.file_failed, delivery.last_error or "")
