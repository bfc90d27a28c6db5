"""Contact the citizen, ask the hotline (退单, 延期), decide on an extension, pause a limit, answer a review."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from gongkai.fields import moments
from gongkai.fields.body import Body
from gongkai.fields.inputs import Input, Widget
from gongkai.fields.text import Line, Prose
from gongkai.unit_of_work import Work
from ticket_service.requests import domain
from ticket_service.requests.domain import Decision
from ticket_service.ticket.domain.rounds import REPLY_LONGEST
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.record import record
from ticket_service.ticket.store import tickets
from ticket_service.ticket.values.case_log import ExtensionRequest, ReturnReason, ReturnRequest
from ticket_service.ticket.values.contact import ContactAttempt, ContactChannel, ContactOutcome
from ticket_service.ticket.values.person import Person


class ContactTried(Body):
    """What the clerk says about an attempt; without `at` it was just now."""

    channel: Annotated[ContactChannel, Input("联系方式")]
    outcome: Annotated[ContactOutcome, Input("联系结果", "联系不上的，须在不同时间（间隔30分钟以上）至少联系3次")]
    at: Annotated[moments.Moment | None, Input("联系时间", "不填即为现在", size="short")] = None
    note: Annotated[str, Prose(1000, least=0), Input("联系情况", rows=3)] = ""


async def record_contact(ticket_id: UUID, tried: ContactTried, version: int | None, work: Work) -> Ticket:
    """Put an attempt to reach the citizen on file."""
    ticket = await tickets.to_change(work.db, ticket_id, work.actor.only_unit, version)
    attempt = ContactAttempt(
        channel=tried.channel,
        outcome=tried.outcome,
        at=tried.at or work.now,
        note=tried.note,
        by=Person.of(work.actor),
        recorded_at=work.now,
    )
    return await record(domain.record_contact(ticket, attempt), work)


class ReturnWanted(Body):
    """One of the six reasons, and what there is to say."""

    reason: Annotated[ReturnReason, Input("退单理由")]
    note: Annotated[str, Prose(1000), Input("说明", "写明依据；个人信息会被遮盖", rows=3)]


async def request_return(ticket_id: UUID, wanted: ReturnWanted, version: int | None, work: Work) -> Ticket:
    """Ask the hotline to take the order back."""
    ticket = await tickets.to_change(work.db, ticket_id, work.actor.only_unit, version)
    by = Person.of(work.actor)
    request = ReturnRequest(id=work.new_id(), at=work.now, by=by, reason=wanted.reason, note=wanted.note)
    return await record(domain.request_return(ticket, request), work)


class ExtensionWanted(Body):
    """How many working days more, and why."""

    days: Annotated[int, Field(ge=0, le=366), Input("延长几个工作日", size="short")]
    reason: Annotated[str, Prose(1000), Input("理由", rows=3)]


async def request_extension(ticket_id: UUID, wanted: ExtensionWanted, version: int | None, work: Work) -> Ticket:
    """Ask the hotline for more time; the bureau's office may decide as well."""
    ticket = await tickets.to_change(work.db, ticket_id, work.actor.only_unit, version)
    request = ExtensionRequest(
        id=work.new_id(),
        at=work.now,
        by=Person.of(work.actor),
        cycle=ticket.case_log.cycle,
        days=wanted.days,
        reason=wanted.reason,
    )
    return await record(domain.request_extension(ticket, request), work)


class ExtensionDecision(Body):
    """Whether, and how many working days; 0 is as many as were asked for."""

    granted: Annotated[bool, Input("是否同意", widget=Widget.buttons)]
    days: Annotated[int, Field(ge=0, le=366), Input("批准几个工作日", "不填即按申请的天数", size="short")] = 0


async def decide_extension(ticket_id: UUID, said: ExtensionDecision, version: int | None, work: Work) -> Ticket:
    """Grant or refuse an extension that another person asked for."""
    ticket = await tickets.to_change(work.db, ticket_id, work.actor.only_unit, version)
    decision = Decision(at=work.now, by=work.actor.name, days=said.days)
    return await record(domain.decide_extension(ticket, decision, said.granted, Person.of(work.actor)), work)


class PauseWanted(Body):
    """By which rule, and what there is to say."""

    rule: Annotated[str, Line(40), Input("情形", widget=Widget.radios)]
    note: Annotated[str, Prose(1000, least=0), Input("说明", rows=3)] = ""


async def pause_limit(ticket_id: UUID, wanted: PauseWanted, version: int | None, work: Work) -> Ticket:
    """Stop the limit to finish; from today's end on no day is counted."""
    ticket = await tickets.to_change(work.db, ticket_id, work.actor.only_unit, version)
    change = domain.pause(ticket, wanted.rule, wanted.note, Person.of(work.actor), work.now)
    return await record(change, work)


async def resume_limit(ticket_id: UUID, version: int | None, work: Work) -> Ticket:
    """Count the limit to finish on."""
    ticket = await tickets.to_change(work.db, ticket_id, work.actor.only_unit, version)
    return await record(domain.resume(ticket, Person.of(work.actor), work.now), work)


class ReviewReply(Body):
    """What the hotline is told."""

    reply: Annotated[str, Prose(REPLY_LONGEST), Input("答复内容", f"报送热线，不超过{REPLY_LONGEST}字")]


async def answer_review(ticket_id: UUID, said: ReviewReply, version: int | None, work: Work) -> Ticket:
    """Answer a call-back review."""
    ticket = await tickets.to_change(work.db, ticket_id, work.actor.only_unit, version)
    return await record(domain.answer_review(ticket, said.reply, Person.of(work.actor), work.now), work)
