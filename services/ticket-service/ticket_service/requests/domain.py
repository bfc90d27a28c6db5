"""Requests to the hotline (退单, 延期), pauses of the limit to finish, and answers to reviews (requirement C4)."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from uuid import UUID

from gongkai.events.ticket import (
    CitizenContacted,
    ExtensionRequested,
    ReturnRequested,
    ReviewAnswered,
    TicketPaused,
    TicketResumed,
)
from gongkai.refusals import Point
from gongkai.worktime.clock import Moment, MomentKind
from ticket_service.ticket.domain.change import Change, FurtherEntry
from ticket_service.ticket.domain.handling_rules import handling_rules
from ticket_service.ticket.domain.lifecycle import Act, require, require_needs
from ticket_service.ticket.domain.limits import CONTACT_WITHIN, FINISH_WITHIN, REVIEW_WITHIN
from ticket_service.ticket.domain.needs.need import ActContext
from ticket_service.ticket.domain.needs.of_request import ExtensionUnfit, NothingToDecide
from ticket_service.ticket.domain.notices import (
    contact_notice,
    extended_notice,
    extension_notice,
    return_notice,
    review_notice,
)
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.domain.ticket_events import latest_decided
from ticket_service.ticket.values.case_log import ExtensionRequest, LimitPause, RequestState, ReturnRequest
from ticket_service.ticket.values.contact import ContactAttempt
from ticket_service.ticket.values.person import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What the hotline, or the office, said to a request of ours; without `request_id` it means the last one."""

    request_id: UUID | None = None
    at: datetime
    by: str
    days: int = 0
    final: bool = False


def record_contact(ticket: Ticket, attempt: ContactAttempt) -> Change:
    """Put an attempt to reach the citizen on file; the one that fulfils the duty stops the first clock at the moment
    at which it was made.

    Raises AttemptUnfit if it was made before the order came, or after it was put on file.
    """
    after = ticket.try_contact(attempt)
    tried = Change(
        act=Act.contact_tried,
        ticket=after,
        at=attempt.recorded_at,
        note=f"{attempt.channel.words}，{attempt.outcome.words}",
        audit={"channel": attempt.channel, "outcome": attempt.outcome},
    )
    if ticket.contacted_at or not after.contacted_at:
        return tried
    met = Moment(kind=MomentKind.met, at=after.contacted_at, by=attempt.by.id)
    return replace(
        tried,
        also=(FurtherEntry(ticket_id=after.id, act=Act.contacted),),
        moments=((CONTACT_WITHIN, met),),
        event=partial(CitizenContacted, outcome=attempt.outcome),
        notices=(contact_notice(attempt),),
    )


def request_return(ticket: Ticket, request: ReturnRequest) -> Change:
    """Ask the hotline to take the order back; whoever handles it meanwhile still owes the first contact."""
    require(Act.return_requested, ticket)
    return Change(
        act=Act.return_requested,
        ticket=ticket.after(Act.return_requested, dealings=ticket.case_log.with_return(request)),
        at=request.at,
        note=request.reason.words,
        audit={"reason": request.reason},
        event=partial(ReturnRequested, request_id=request.id, reason=request.reason.value),
        notices=(return_notice(request),),
    )


def accept_return(ticket: Ticket, decision: Decision) -> Change | None:
    """The order is the hotline's again; `None` if there is nothing to decide. An acceptance outweighs a refusal, even
    a final one, whichever comes first."""
    request = _return_meant(ticket, decision)
    if request is None or request.state is RequestState.granted:
        return None
    decided = replace(request, state=RequestState.granted, decided_at=decision.at, decided_by=decision.by, final=False)
    dealt = ticket.case_log.with_return(decided).lapsed(decision.at)
    reviews = tuple(one if one.answered_at else replace(one, answered_at=decision.at) for one in dealt.reviews)
    dealt = replace(dealt, ended_at=decision.at, reviews=reviews)
    after = ticket.after(Act.return_accepted, dealings=dealt)
    return Change(act=Act.return_accepted, ticket=after, at=decision.at)


def refuse_return(ticket: Ticket, decision: Decision) -> Change | None:
    """The unit keeps the order; a final refusal stays final, whatever comes later."""
    request = _return_meant(ticket, decision)
    known = request and request.state is not RequestState.pending and (request.final or not decision.final)
    if request is None or known or request.state is RequestState.granted:
        return None
    decided = replace(
        request,
        state=RequestState.refused,
        decided_at=decision.at,
        decided_by=decision.by,
        final=request.final or decision.final,
    )
    act = Act.return_refused_finally if decided.final else Act.return_refused
    after = ticket.after(act, dealings=ticket.case_log.with_return(decided))
    return Change(act=act, ticket=after, at=decision.at)


def _return_meant(ticket: Ticket, decision: Decision) -> ReturnRequest | None:
    """The request that is meant, unless it lapsed."""
    found = [one for one in ticket.case_log.returns if decision.request_id in (None, one.id)]
    return found[-1] if ticket.is_open and found and found[-1].state is not RequestState.lapsed else None


def request_extension(ticket: Ticket, request: ExtensionRequest) -> Change:
    """Ask for more days; the clock does not move before somebody grants them."""
    require(Act.extension_requested, ticket, ActContext(now=request.at, days=request.days))
    return Change(
        act=Act.extension_requested,
        ticket=ticket.after(Act.extension_requested, dealings=ticket.case_log.with_extension(request)),
        at=request.at,
        note=f"{request.days}个工作日",
        audit={"days": request.days},
        event=partial(ExtensionRequested, request_id=request.id, days=request.days),
        notices=(extension_notice(request),),
    )


def decide_extension(ticket: Ticket, decision: Decision, granted: bool, by: Person) -> Change:
    """What the bureau's office says to a request; the hotline is told of more time.

    Raises NothingToDecide if no request waits, SelfApproval if `by` asked for it, ExtensionUnfit for more days than
    were asked for.
    """
    require_needs(Act.extension_granted, ticket, ActContext(person=by.id))
    asked = ticket.case_log.pending_extension
    if granted and asked and decision.days > asked.days:
        words = f"批准的天数不能多于申请的{asked.days}个工作日"
        raise ExtensionUnfit(f"{words}。", points=(Point("/days", "too-many", words),))
    decided = (grant_extension if granted else refuse_extension)(ticket, decision)
    if decided is None:
        raise NothingToDecide("没有待审批的延期申请。")
    request = latest_decided(decided.ticket.case_log.extensions)
    said = {"granted": granted, "days": request.granted}
    change = replace(decided, audit=said, audit_as="extension_decided")
    if not granted:
        return change
    return replace(change, note=f"{request.granted}个工作日", notices=(extended_notice(request, decision.at),))


def grant_extension(ticket: Ticket, decision: Decision) -> Change | None:
    """More days for the limit to finish; `None` if there is nothing to decide. A grant stands, whatever else is said
    before or after it."""
    request = _extension_meant(ticket, decision)
    if request is None or request.state is RequestState.granted:
        return None
    days = decision.days or request.days
    decided = replace(request, state=RequestState.granted, granted=days, decided_at=decision.at, decided_by=decision.by)
    after = ticket.after(Act.extension_granted, dealings=ticket.case_log.with_extension(decided))
    moment = Moment(kind=MomentKind.extended, at=decision.at, by=decision.by, reason="同意延期", days=days)
    return Change(act=Act.extension_granted, ticket=after, at=decision.at, moments=((FINISH_WITHIN, moment),))


def refuse_extension(ticket: Ticket, decision: Decision) -> Change | None:
    """The limit stays as it is; `None` if there is nothing to decide."""
    request = _extension_meant(ticket, decision)
    if request is None or request.state is not RequestState.pending:
        return None
    decided = replace(request, state=RequestState.refused, decided_at=decision.at, decided_by=decision.by)
    after = ticket.after(Act.extension_refused, dealings=ticket.case_log.with_extension(decided))
    return Change(act=Act.extension_refused, ticket=after, at=decision.at)


def _extension_meant(ticket: Ticket, decision: Decision) -> ExtensionRequest | None:
    """The request that is meant, if it is one of this round and did not lapse."""
    dealt = ticket.case_log
    found = [one for one in dealt.extensions if decision.request_id in (None, one.id) and one.cycle == dealt.cycle]
    return found[-1] if ticket.is_open and found and found[-1].state is not RequestState.lapsed else None


def pause(ticket: Ticket, rule: str, note: str, by: Person, at: datetime) -> Change:
    """The limit to finish stands still from now on."""
    require(Act.paused, ticket, ActContext(pause_rule=rule))
    begun = LimitPause(rule=rule, note=note, by=by, at=at)
    reason = handling_rules().pauses[rule].title
    return Change(
        act=Act.paused,
        ticket=ticket.after(Act.paused, dealings=replace(ticket.case_log, pauses=(*ticket.case_log.pauses, begun))),
        at=at,
        note=reason,
        moments=((FINISH_WITHIN, Moment(kind=MomentKind.paused, at=at, by=by.name, reason=reason)),),
        audit={"rule": rule},
        event=partial(TicketPaused, rule=rule),
    )


def resume(ticket: Ticket, by: Person, at: datetime) -> Change:
    """The limit to finish is counted again."""
    require(Act.resumed, ticket)
    lasting = ticket.case_log.open_pause
    assert lasting, "a need of the act"
    pauses = (*ticket.case_log.pauses[:-1], replace(lasting, until=at))
    return Change(
        act=Act.resumed,
        ticket=ticket.after(Act.resumed, dealings=replace(ticket.case_log, pauses=pauses)),
        at=at,
        moments=((FINISH_WITHIN, Moment(kind=MomentKind.resumed, at=at, by=by.name)),),
        audit={},
        event=TicketResumed,
    )


def answer_review(ticket: Ticket, reply: str, by: Person, at: datetime) -> Change:
    """The unit's answer, which the hotline gets; it stops the clock of the review."""
    require(Act.review_answered, ticket)
    asked = ticket.case_log.pending_review
    assert asked, "a need of the act"
    answered = replace(asked, answered_at=at, answered_by=by, reply=reply)
    reviews = (*ticket.case_log.reviews[:-1], answered)
    after = ticket.after(Act.review_answered, dealings=replace(ticket.case_log, reviews=reviews))
    return Change(
        act=Act.review_answered,
        ticket=after,
        at=at,
        moments=((REVIEW_WITHIN, Moment(kind=MomentKind.met, at=at, by=by.id)),),
        audit={"version": after.version},
        event=ReviewAnswered,
        notices=(review_notice(answered, at),),
    )
