"""The clerk tried to reach the citizen: the attempt goes on file, and may fulfil the first duty."""

from typing import Annotated
from uuid import UUID

from gongkai.events.ticket import CitizenContacted
from gongkai.fields import moments
from gongkai.fields.body import Body
from gongkai.fields.text import Prose
from gongkai.unit_of_work import Work
from gongkai.webhooks import ledger
from ticket_service.closing_report.domain.report_payload import HOTLINE
from ticket_service.ticket.domain.lifecycle import Act
from ticket_service.ticket.domain.limits import CONTACT_WITHIN
from ticket_service.ticket.domain.notices import CONTACT, contact_notice
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.domain.ticket_events import event_fields
from ticket_service.ticket.store import history, tickets
from ticket_service.ticket.values.contact import Channel, ContactAttempt, Outcome
from ticket_service.ticket.values.person import Person


class ContactTried(Body):
    """What the clerk says about an attempt; without `at` it was just now."""

    channel: Channel
    outcome: Outcome
    at: moments.Moment | None = None
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
        work.announce(CitizenContacted(**event_fields(after, clocks), outcome=attempt.outcome))
    return after
