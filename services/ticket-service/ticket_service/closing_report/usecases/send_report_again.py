"""Somebody cleared the way to the hotline: a report or file that was given up goes out once more."""

from collections.abc import Sequence
from uuid import UUID

from gongkai.refusals import Ground, Refusal
from gongkai.unit_of_work import Work
from gongkai.webhooks import ledger
from gongkai.webhooks.delivery import Delivery, DeliveryState
from ticket_service.closing_report.domain.report_payload import HOTLINE, REPORT, UPLOAD
from ticket_service.ticket.domain.lifecycle import Act
from ticket_service.ticket.domain.ticket import ReportDelivery, Ticket
from ticket_service.ticket.store import history, tickets


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
    after = ticket.sent_again(report=REPORT in kinds, file=UPLOAD in kinds)
    await tickets.save(work.db, ticket, after)
    await history.note(work, after.id, Act.report_sent_again)
    work.audit("ticket.report_sent_again", str(after.id), deliveries=[str(one.id) for one in given_up])
    return after


async def _bring_anew(sent: Sequence[Delivery], work: Work) -> None:
    """The hotline took the file as another one: the same file under a new webhook id, or it would know it already."""
    last = [one for one in sent if one.kind == UPLOAD][-1]
    await ledger.queue(work, endpoint=HOTLINE, kind=UPLOAD, subject_id=last.subject_id, body=last.body)
