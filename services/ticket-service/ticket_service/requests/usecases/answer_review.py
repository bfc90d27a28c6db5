"""The unit answers the hotline's call-back review (回访复核); its clock stops."""

from typing import Annotated
from uuid import UUID

from gongkai.events.ticket import ReviewAnswered
from gongkai.fields.body import Body
from gongkai.fields.text import Prose
from gongkai.review import rules
from gongkai.unit_of_work import Work
from gongkai.webhooks import ledger
from ticket_service.closing_report.domain.report_payload import HOTLINE
from ticket_service.ticket.domain.lifecycle import Act
from ticket_service.ticket.domain.limits import REVIEW_WITHIN
from ticket_service.ticket.domain.notices import REVIEW, review_notice
from ticket_service.ticket.domain.rounds import REPLY_LONGEST
from ticket_service.ticket.domain.rounds import answer_review as answered
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.domain.ticket_events import event_fields
from ticket_service.ticket.store import history, tickets
from ticket_service.ticket.values.person import Person


class ReviewReply(Body):
    """What the hotline is told."""

    reply: Annotated[str, Prose(REPLY_LONGEST)]


async def answer_review(ticket_id: UUID, said: ReviewReply, version: int | None, work: Work) -> Ticket:
    """Put the answer on file, and send it."""
    ticket = await tickets.to_change(work.db, ticket_id, work.actor.only_unit, version)
    after = answered(ticket, said.reply, Person.of(work.actor), work.now)
    await tickets.save(work.db, ticket, after)
    clocks = await work.clocks.met(after.id, REVIEW_WITHIN, work.now, work.actor.id)
    body = review_notice(after, after.dealt.reviews[-1], (await rules.current(work.db)).open_matters, work.now)
    await ledger.queue(work, endpoint=HOTLINE, kind=REVIEW, subject_id=after.id, body=body)
    await history.note(work, after.id, Act.review_answered)
    work.audit("ticket.review_answered", str(after.id), version=after.version)
    work.announce(ReviewAnswered(**event_fields(after, clocks)))
    return after
