"""Record what the hotline answers to a signed report and its file, and send again what it did not get."""

from collections.abc import Sequence
from uuid import UUID

from gongkai.refusals import Ground, Refusal
from gongkai.unit_of_work import Work
from gongkai.webhooks import ledger
from gongkai.webhooks.delivery import Delivery, DeliveryState
from ticket_service.closing_report.domain import delivery as domain
from ticket_service.ticket.domain.history import EARLIER_ROUND
from ticket_service.ticket.domain.lifecycle import Act
from ticket_service.ticket.domain.notices import HOTLINE, REPORT, UPLOAD
from ticket_service.ticket.domain.ticket import ReportDelivery, Ticket
from ticket_service.ticket.record import record
from ticket_service.ticket.store import history, tickets


async def confirm_report(delivery: Delivery, work: Work) -> None:
    """Keep the hotline's receipt with the ticket; called in the transaction that closes the delivery."""
    if ticket := await _in_this_round(delivery, Act.report_delivered, work):
        after = await record(domain.confirm_report(ticket, delivery.receipt, work.now), work)
        await close_if_complete(after, work)


async def confirm_upload(delivery: Delivery, work: Work) -> None:
    """Keep the receipt with the ticket; called in the transaction that closes the delivery."""
    if ticket := await _in_this_round(delivery, Act.file_uploaded, work):
        after = await record(domain.confirm_upload(ticket, delivery.receipt, work.now), work)
        await close_if_complete(after, work)


async def close_if_complete(ticket: Ticket, work: Work) -> None:
    """Called in the transaction in which the second receipt came; the ticket is locked."""
    if ticket.is_complete:
        await record(domain.close(ticket, work.now), work)


async def mark_report_undelivered(delivery: Delivery, work: Work) -> None:
    """Mark the report as not delivered; called in the transaction that gives the delivery up."""
    if ticket := await _in_this_round(delivery, Act.report_failed, work):
        await record(domain.lose_report(ticket, delivery.last_error or "", work.now), work)


async def mark_upload_undelivered(delivery: Delivery, work: Work) -> None:
    """Mark the file as not delivered; called in the transaction that gives the delivery up."""
    if ticket := await _in_this_round(delivery, Act.file_failed, work):
        await record(domain.lose_upload(ticket, delivery.last_error or "", work.now), work)


async def _in_this_round(delivery: Delivery, act: Act, work: Work) -> Ticket | None:
    """The ticket, locked; `None` where the delivery was of an earlier round, which only its history remembers."""
    ticket = await tickets.lock(work.db, delivery.subject_id)
    if not ticket.began_after(delivery.created_at):
        return ticket
    await history.note(work, ticket.id, act, EARLIER_ROUND)
    return None


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
    ids = [one.id for one in given_up]
    await ledger.replay(work.db, ids, work.now)
    return await record(domain.send_again(ticket, ids, work.now, report=REPORT in kinds, file=UPLOAD in kinds), work)


async def _bring_anew(sent: Sequence[Delivery], work: Work) -> None:
    """The hotline took the file as another one: the same file under a new webhook id, or it would know it already."""
    last = [one for one in sent if one.kind == UPLOAD][-1]
    await ledger.queue(work, endpoint=HOTLINE, kind=UPLOAD, subject_id=last.subject_id, body=last.body)
