"""Record what the hotline answers to a signed report and its file, and send again what it did not get."""

from collections.abc import Sequence
from uuid import UUID

from gongkai.events.ticket import OrderClosed, ReportDelivered, ReportUploaded
from gongkai.refusals import Ground, Refusal
from gongkai.unit_of_work import Work
from gongkai.webhooks import ledger
from gongkai.webhooks.delivery import Delivery, DeliveryState
from ticket_service.closing_report.domain.report_payload import receipt_no, took_another
from ticket_service.ticket.domain.history import EARLIER_ROUND
from ticket_service.ticket.domain.lifecycle import Act
from ticket_service.ticket.domain.notices import HOTLINE, REPORT, UPLOAD
from ticket_service.ticket.domain.ticket import ReportDelivery, Ticket
from ticket_service.ticket.domain.ticket_events import event_fields
from ticket_service.ticket.store import history, tickets
from ticket_service.ticket.values.report import ReportFiles


async def confirm_report(delivery: Delivery, work: Work) -> None:
    """Keep the hotline's receipt with the ticket; called in the transaction that closes the delivery."""
    ticket = await tickets.lock(work.db, delivery.subject_id)
    if ticket.began_after(delivery.created_at):
        await history.note(work, ticket.id, Act.report_delivered, EARLIER_ROUND)
        return
    after = ticket.report_arrived(receipt_no(delivery.receipt))
    await tickets.save(work.db, ticket, after)
    await history.note(work, after.id, Act.report_delivered)
    work.announce(ReportDelivered(**event_fields(after, await work.clocks.facts(after.id))))
    await close_if_complete(after, work)


async def confirm_upload(delivery: Delivery, work: Work) -> None:
    """Keep the receipt with the ticket; called in the transaction that closes the delivery."""
    ticket = await tickets.lock(work.db, delivery.subject_id)
    if ticket.began_after(delivery.created_at):
        await history.note(work, ticket.id, Act.file_uploaded, EARLIER_ROUND)
        return
    file = _files(ticket).hotline
    if took_another(delivery.receipt, file):
        await tickets.save(work.db, ticket, ticket.file_undelivered())
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


async def close_if_complete(ticket: Ticket, work: Work) -> None:
    """Called in the transaction in which the second receipt came; the ticket is locked."""
    if not ticket.is_complete:
        return
    after = ticket.close()
    await tickets.save(work.db, ticket, after)
    await history.note(work, after.id, Act.closed)
    work.announce(OrderClosed(**event_fields(after, await work.clocks.facts(after.id))))


async def mark_report_undelivered(delivery: Delivery, work: Work) -> None:
    """Mark the report as not delivered; called in the transaction that gives the delivery up."""
    ticket = await tickets.lock(work.db, delivery.subject_id)
    if ticket.began_after(delivery.created_at):
        await history.note(work, ticket.id, Act.report_failed, EARLIER_ROUND)
        return
    after = ticket.report_undelivered()
    await tickets.save(work.db, ticket, after)
    await history.note(work, after.id, Act.report_failed, delivery.last_error or "")


async def mark_upload_undelivered(delivery: Delivery, work: Work) -> None:
    """Mark the file as not delivered; called in the transaction that gives the delivery up."""
    ticket = await tickets.lock(work.db, delivery.subject_id)
    if ticket.began_after(delivery.created_at):
        await history.note(work, ticket.id, Act.file_failed, EARLIER_ROUND)
        return
    after = ticket.file_undelivered()
    await tickets.save(work.db, ticket, after)
    await history.note(work, after.id, Act.file_failed, delivery.last_error or "")


class NothingToSend(Refusal):
    """The ticket has no delivery that was given up."""

    code = "nothing-to-send"
    ground = Ground.untimely


async def send_report_again(ticket_id: UUID, version: int | None, work: Work) -> Ticket:
    """Ten new tries under the old webhook id, so that the hotline can tell a repetition."""
    ticket = await tickets.to_change(work.db, ticket_id, work.actor.only_unit, version)
    sent = await ledger.of_subject(work.db, ticket.id)
    given_up = [one for one in sent if one.state is DeliveryState.dead and one.kind in (REPORT, UPLOAD)]
    kinds = {one.kind for one in given_up}
    if ticket.report_upload is ReportDelivery.failed and UPLOAD not in kinds:
        await _bring_anew(sent, work)
        kinds.add(UPLOAD)
    if not kinds:
        raise NothingToSend("没有报送失败的办结报告。")
    await ledger.replay(work.db, [one.id for one in given_up], work.now)
    after = ticket.send_again(report=REPORT in kinds, file=UPLOAD in kinds)
    await tickets.save(work.db, ticket, after)
    await history.note(work, after.id, Act.report_sent_again)
    work.audit("ticket.report_sent_again", str(after.id), deliveries=[str(one.id) for one in given_up])
    return after


async def _bring_anew(sent: Sequence[Delivery], work: Work) -> None:
    """The hotline took the file as another one: the same file under a new webhook id, or it would know it already."""
    last = [one for one in sent if one.kind == UPLOAD][-1]
    await ledger.queue(work, endpoint=HOTLINE, kind=UPLOAD, subject_id=last.subject_id, body=last.body)
