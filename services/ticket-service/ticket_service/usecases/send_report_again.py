"""Somebody cleared the way to the hotline: a report that was given up goes out once more."""

from uuid import UUID

from gongkai.database.work import Work
from gongkai.delivery import ledger
from gongkai.delivery.delivery import DeliveryState
from gongkai.refusals import Ground, Refusal
from ticket_service.domain.history import Act
from ticket_service.domain.ticket import Ticket
from ticket_service.store import history, tickets


class NothingToSend(Refusal):
    """The ticket has no delivery that was given up."""

    code = "nothing-to-send"
    ground = Ground.untimely


async def send_report_again(ticket_id: UUID, version: int | None, work: Work) -> Ticket:
    """Ten new tries under the old webhook id, so that the hotline can tell a repetition."""
    ticket = await tickets.to_change(work.db, ticket_id, work.actor.only_unit, version)
    given_up = [one for one in await ledger.of_subject(work.db, ticket.id) if one.state is DeliveryState.dead]
    if not given_up:
        raise NothingToSend("没有报送失败的办结报告。")
    await ledger.replay(work.db, [one.id for one in given_up], work.now)
    after = ticket.report_sent_again()
    await tickets.save(work.db, ticket, after)
    await history.note(work, after.id, Act.report_sent_again)
    work.audit("ticket.report_sent_again", str(after.id), deliveries=[str(one.id) for one in given_up])
    return after
