"""Contact the citizen, ask the hotline (退单, 延期), decide on an extension, pause a limit, answer a review."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from gongkai.events.envelope import ClockFact
from gongkai.events.ticket import (
    CitizenContacted,
    ExtensionRequested,
    ReturnRequested,
    ReviewAnswered,
    TicketPaused,
    TicketResumed,
)
from gongkai.fields import moments
from gongkai.fields.body import Body
from gongkai.fields.inputs import Input, Widget
from gongkai.fields.text import Line, Prose
from gongkai.review import rules
from gongkai.unit_of_work import Work
from gongkai.webhooks import ledger
from gongkai.worktime.clock import Moment, MomentKind
from ticket_service.requests import domain
from ticket_service.requests.domain import (
    Decision,
    NothingToDecide,
    grant_extension,
    pause,
    refuse_extension,
    refuse_undecidable,
    resume,
)
from ticket_service.requests.domain import answer_review as answered
from ticket_service.ticket.domain.change import Change
from ticket_service.ticket.domain.handling_rules import handling_rules
from ticket_service.ticket.domain.lifecycle import Act
from ticket_service.ticket.domain.limits import CONTACT_WITHIN, FINISH_WITHIN, REVIEW_WITHIN
from ticket_service.ticket.domain.notices import (
    CONTACT,
    EXTENDED,
    EXTENSION,
    HOTLINE,
    RETURN,
    REVIEW,
    contact_notice,
    extended_notice,
    extension_notice,
    return_notice,
    review_notice,
)
from ticket_service.ticket.domain.rounds import REPLY_LONGEST, Owed
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.domain.ticket_events import event_fields, extension_decided, latest_decided
from ticket_service.ticket.record import reach_parts
from ticket_service.ticket.store import history, tickets
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


class ReturnWanted(Body):
    """One of the six reasons, and what there is to say."""

    reason: Annotated[ReturnReason, Input("退单理由")]
    note: Annotated[str, Prose(1000), Input("说明", "写明依据；个人信息会被遮盖", rows=3)]


async def request_return(ticket_id: UUID, wanted: ReturnWanted, version: int | None, work: Work) -> Ticket:
    """Ask the hotline."""
    ticket = await tickets.to_change(work.db, ticket_id, work.actor.only_unit, version)
    request = ReturnRequest(
        id=work.new_id(), at=work.now, by=Person.of(work.actor), reason=wanted.reason, note=wanted.note
    )
    after = domain.request_return(ticket, request)
    await tickets.save(work.db, ticket, after)
    body = return_notice(after, request, (await rules.current(work.db)).open_matters, work.now)
    await ledger.queue(work, endpoint=HOTLINE, kind=RETURN, subject_id=after.id, body=body)
    await history.note(work, after.id, Act.return_requested, request.reason.words)
    work.audit("ticket.return_requested", str(after.id), reason=request.reason)
    clocks = await work.clocks.facts(after.id)
    work.announce(ReturnRequested(**event_fields(after, clocks), request_id=request.id, reason=request.reason.value))
    return after


class ExtensionWanted(Body):
    """How many working days more, and why."""

    days: Annotated[int, Field(ge=0, le=366), Input("延长几个工作日", size="short")]
    reason: Annotated[str, Prose(1000), Input("理由", rows=3)]


async def request_extension(ticket_id: UUID, wanted: ExtensionWanted, version: int | None, work: Work) -> Ticket:
    """Ask the hotline; the bureau's office may decide as well."""
    ticket = await tickets.to_change(work.db, ticket_id, work.actor.only_unit, version)
    request = ExtensionRequest(
        id=work.new_id(),
        at=work.now,
        by=Person.of(work.actor),
        cycle=ticket.case_log.cycle,
        days=wanted.days,
        reason=wanted.reason,
    )
    after = domain.request_extension(ticket, request)
    await tickets.save(work.db, ticket, after)
    body = extension_notice(after, request, (await rules.current(work.db)).open_matters, work.now)
    await ledger.queue(work, endpoint=HOTLINE, kind=EXTENSION, subject_id=after.id, body=body)
    await history.note(work, after.id, Act.extension_requested, f"{request.days}个工作日")
    work.audit("ticket.extension_requested", str(after.id), days=request.days)
    clocks = await work.clocks.facts(after.id)
    work.announce(ExtensionRequested(**event_fields(after, clocks), request_id=request.id, days=request.days))
    return after


class ExtensionDecision(Body):
    """Whether, and how many working days; 0 is as many as were asked for."""

    granted: Annotated[bool, Input("是否同意", widget=Widget.buttons)]
    days: Annotated[int, Field(ge=0, le=366), Input("批准几个工作日", "不填即按申请的天数", size="short")] = 0


async def decide_extension(ticket_id: UUID, said: ExtensionDecision, version: int | None, work: Work) -> Ticket:
    """Another person than the one who asked decides."""
    ticket = await tickets.to_change(work.db, ticket_id, work.actor.only_unit, version)
    refuse_undecidable(ticket, Person.of(work.actor))
    decision = Decision(at=work.now, by=work.actor.name, days=said.days)
    after, owed = await (_granted if said.granted else _refused)(ticket, decision, work)
    if owed:
        await reach_parts(Change(act=Act.extension_granted, ticket=after, at=work.now, moments=owed), work)
    work.audit(
        "ticket.extension_decided",
        str(after.id),
        granted=said.granted,
        days=latest_decided(after.case_log.extensions).granted,
    )
    work.announce(extension_decided(after, event_fields(after, await work.clocks.facts(after.id))))
    return after


async def _granted(ticket: Ticket, decision: Decision, work: Work) -> tuple[Ticket, tuple[Owed, ...]]:
    granted = grant_extension(ticket, decision)
    if granted is None:
        raise NothingToDecide("没有待审批的延期申请。")
    after, moment = granted
    await tickets.save(work.db, ticket, after)
    after = with_due_date(after, await work.clocks.note(after.id, FINISH_WITHIN, moment))
    request = latest_decided(after.case_log.extensions)
    assert after.finish_due_at, "a stored ticket has its date"
    body = extended_notice(after, request, after.finish_due_at, work.now)
    await ledger.queue(work, endpoint=HOTLINE, kind=EXTENDED, subject_id=after.id, body=body)
    await history.note(work, after.id, Act.extension_granted, f"{request.granted}个工作日")
    return after, ((FINISH_WITHIN, moment),)


async def _refused(ticket: Ticket, decision: Decision, work: Work) -> tuple[Ticket, tuple[Owed, ...]]:
    after = refuse_extension(ticket, decision)
    if after is None:
        raise NothingToDecide("没有待审批的延期申请。")
    await tickets.save(work.db, ticket, after)
    await history.note(work, after.id, Act.extension_refused)
    return after, ()


def with_due_date(ticket: Ticket, clocks: tuple[ClockFact, ...]) -> Ticket:
    """The ticket with the date by which lists sort it."""
    due_at: datetime = next(one.due_at for one in clocks if one.code == FINISH_WITHIN.code)
    return replace(ticket, finish_due_at=due_at)


class PauseWanted(Body):
    """By which rule, and what there is to say."""

    rule: Annotated[str, Line(40), Input("情形", widget=Widget.radios)]
    note: Annotated[str, Prose(1000, least=0), Input("说明", rows=3)] = ""


async def pause_limit(ticket_id: UUID, wanted: PauseWanted, version: int | None, work: Work) -> Ticket:
    """From today's end on no day is counted."""
    ticket = await tickets.to_change(work.db, ticket_id, work.actor.only_unit, version)
    after = pause(ticket, wanted.rule, wanted.note, Person.of(work.actor), work.now)
    reason = handling_rules().pauses[wanted.rule].title
    moment = Moment(kind=MomentKind.paused, at=work.now, by=work.actor.name, reason=reason)
    await tickets.save(work.db, ticket, after)
    clocks = await work.clocks.note(after.id, FINISH_WITHIN, moment)
    await history.note(work, after.id, Act.paused, reason)
    work.audit("ticket.paused", str(after.id), rule=wanted.rule)
    work.announce(TicketPaused(**event_fields(after, clocks), rule=wanted.rule))
    return after


async def resume_limit(ticket_id: UUID, version: int | None, work: Work) -> Ticket:
    """Count on."""
    ticket = await tickets.to_change(work.db, ticket_id, work.actor.only_unit, version)
    moment = Moment(kind=MomentKind.resumed, at=work.now, by=work.actor.name)
    resumed = resume(ticket, work.now)
    await tickets.save(work.db, ticket, resumed)
    clocks = await work.clocks.note(ticket.id, FINISH_WITHIN, moment)
    after = with_due_date(resumed, clocks)
    await history.note(work, after.id, Act.resumed)
    work.audit("ticket.resumed", str(after.id))
    work.announce(TicketResumed(**event_fields(after, clocks)))
    return after


class ReviewReply(Body):
    """What the hotline is told."""

    reply: Annotated[str, Prose(REPLY_LONGEST), Input("答复内容", f"报送热线，不超过{REPLY_LONGEST}字")]


async def answer_review(ticket_id: UUID, said: ReviewReply, version: int | None, work: Work) -> Ticket:
    """Put the answer on file, and send it."""
    ticket = await tickets.to_change(work.db, ticket_id, work.actor.only_unit, version)
    after = answered(ticket, said.reply, Person.of(work.actor), work.now)
    await tickets.save(work.db, ticket, after)
    clocks = await work.clocks.met(after.id, REVIEW_WITHIN, work.now, work.actor.id)
    body = review_notice(after, after.case_log.reviews[-1], (await rules.current(work.db)).open_matters, work.now)
    await ledger.queue(work, endpoint=HOTLINE, kind=REVIEW, subject_id=after.id, body=body)
    await history.note(work, after.id, Act.review_answered)
    work.audit("ticket.review_answered", str(after.id), version=after.version)
    work.announce(ReviewAnswered(**event_fields(after, clocks)))
    return after
