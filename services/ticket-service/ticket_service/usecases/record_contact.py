"""The clerk tried to reach the citizen: the attempt goes on file, and may fulfil the first duty."""

from typing import Annotated
from uuid import UUID

from gongkai.database.work import Work
from gongkai.delivery import ledger
from gongkai.events.ticket import CitizenContacted
from gongkai.web.body import Body
from gongkai.web.text import Prose
from gongkai.web.times import Moment
from ticket_service.domain.callback import HOTLINE
from ticket_service.domain.contact import Channel, ContactAttempt, Outcome
from ticket_service.domain.course import Act
from ticket_service.domain.facts import told
from ticket_service.domain.limits import CONTACT_WITHIN
from ticket_service.domain.notices import CONTACT, contact_notice
from ticket_service.domain.person import Person
from ticket_service.domain.ticket import Ticket
from ticket_service.store import history, tickets


class ContactTried(Body):
    """What the clerk says about an attempt; without `at` it was just now."""

    channel: Channel
    outcome: Outcome
    at: Moment | None = None
    note: Annotated[str, Prose(1000, least=0)] = ""


async def record_contact(ticket_id: UUID, tried: ContactTried, version: int | None, work: Work) -> Ticket:
    """Put the attempt on file; the one that counts as contact stops the first clock at the moment it was made."""
    ticket = await tickets.to_change(work.db, ticket_id, work.actor.only_unit, version)
    attempt = ContactAttempt(
        channel=tried.channel,
        outcome=tried.outcome,
        at=tried.at or work.now,
        note=tried.note,
        by=Person.of(work.actor),
        recorded_at=work.now,
    )
    after = ticket.try_contact(attempt)
    await tickets.save(work.db, ticket, after)
    await history.note(work, after.id, Act.contact_tried, f"{attempt.channel.words}，{attempt.outcome.words}")
    work.audit("ticket.contact_tried", str(after.id), channel=attempt.channel, outcome=attempt.outcome)
    if after.contacted_at and not ticket.contacted_at:
        await history.note(work, after.id, Act.contacted)
        clocks = await work.clocks.met(after.id, CONTACT_WITHIN, after.contacted_at, work.actor.id)
        body = contact_notice(after, attempt, work.now)
        await ledger.queue(work, endpoint=HOTLINE, kind=CONTACT, subject_id=after.id, body=body)
        work.announce(CitizenContacted(**told(after, clocks), outcome=attempt.outcome))
    return after
