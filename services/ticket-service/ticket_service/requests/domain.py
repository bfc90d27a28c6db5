"""Requests to the hotline (退单, 延期), pauses of the limit to finish, and answers to reviews (requirement C4)."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from gongkai.refusals import Ground, Point, Refusal
from gongkai.worktime.clock import Moment, MomentKind
from ticket_service.ticket.domain.handling_rules import handling_rules
from ticket_service.ticket.domain.lifecycle import Act
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.values.case_log import ExtensionRequest, LimitPause, RequestState, ReturnRequest
from ticket_service.ticket.values.person import Person
from ticket_service.ticket.values.report import SelfApproval

RETURNS_AT_MOST: Final = 3
"""So many returns the hotline's software keeps (docs/facts.md §3.2)."""


class ReturnPending(Refusal):
    """A return was asked for; the hotline has not decided yet."""

    code = "return-pending"
    ground = Ground.conflict


class ReturnRefusedFinally(Refusal):
    """After the hotline's final "no" the unit may not return the order again."""

    code = "return-refused-finally"
    ground = Ground.untimely


class ReturnedTooOften(Refusal):
    """The hotline takes no more requests to return this order."""

    code = "returned-too-often"
    ground = Ground.untimely


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What the hotline, or the office, said to a request of ours; without `request_id` it means the last one."""

    request_id: UUID | None = None
    at: datetime
    by: str
    days: int = 0
    final: bool = False


def request_return(ticket: Ticket, request: ReturnRequest) -> Ticket:
    """Ask the hotline to take the order back; whoever handles it meanwhile still owes the first contact."""
    dealt = ticket.case_log
    ticket.refuse_impossible(Act.return_requested)
    ticket.refuse_of_a_part()
    if dealt.pending_return:
        raise ReturnPending("已申请退单，等待热线处理。")
    if any(one.final for one in dealt.returns):
        raise ReturnRefusedFinally("热线终审不同意退单，不得再次申请。")
    if len(dealt.returns) >= RETURNS_AT_MOST:
        raise ReturnedTooOften(f"退单申请最多{RETURNS_AT_MOST}次。")
    return ticket.after(Act.return_requested, dealings=dealt.with_return(request))


def accept_return(ticket: Ticket, decision: Decision) -> Ticket | None:
    """The order is the hotline's again; `None` if there is nothing to decide. An acceptance outweighs a refusal, even
    a final one, whichever comes first."""
    request = _return_meant(ticket, decision)
    if request is None or request.state is RequestState.granted:
        return None
    decided = replace(request, state=RequestState.granted, decided_at=decision.at, decided_by=decision.by, final=False)
    dealt = ticket.case_log.with_return(decided).lapsed(decision.at)
    reviews = tuple(one if one.answered_at else replace(one, answered_at=decision.at) for one in dealt.reviews)
    dealt = replace(dealt, ended_at=decision.at, reviews=reviews)
    return ticket.after(Act.return_accepted, dealings=dealt)


def refuse_return(ticket: Ticket, decision: Decision) -> Ticket | None:
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
    return ticket.after(act, dealings=ticket.case_log.with_return(decided))


def _return_meant(ticket: Ticket, decision: Decision) -> ReturnRequest | None:
    """The request that is meant, unless it lapsed."""
    found = [one for one in ticket.case_log.returns if decision.request_id in (None, one.id)]
    return found[-1] if ticket.is_open and found and found[-1].state is not RequestState.lapsed else None


class ExtensionPending(Refusal):
    """An extension was asked for; nobody has decided yet."""

    code = "extension-pending"
    ground = Ground.conflict


class ExtensionTooLate(Refusal):
    """The limit has passed; nothing can be extended any more."""

    code = "extension-too-late"
    ground = Ground.untimely


class ExtendedTooOften(Refusal):
    """The rules allow no more extensions in this round."""

    code = "extended-too-often"
    ground = Ground.untimely


class ExtensionUnfit(Refusal):
    """An extension is at least one working day, and at most as many as the rules allow."""

    code = "extension-unfit"
    ground = Ground.unfit


class NothingToDecide(Refusal):
    """There is no request that waits for a decision."""

    code = "nothing-to-decide"
    ground = Ground.untimely


def request_extension(ticket: Ticket, request: ExtensionRequest) -> Ticket:
    """Ask for more days; the clock does not move before somebody grants them."""
    dealt, most = ticket.case_log, handling_rules().extension
    ticket.refuse_impossible(Act.extension_requested)
    ticket.refuse_of_a_part()
    if dealt.pending_extension:
        raise ExtensionPending("已申请延期，等待审批。")
    if not 1 <= request.days <= most.days:
        words = f"延期须为1至{most.days}个工作日"
        raise ExtensionUnfit(f"{words}。", points=(Point("/days", ExtensionUnfit.code, words),))
    granted = [one for one in dealt.extensions if one.cycle == dealt.cycle and one.state is RequestState.granted]
    if len(granted) >= most.times:
        raise ExtendedTooOften(f"同一办理轮次最多延期{most.times}次。")
    if ticket.finish_due_at and request.at >= ticket.finish_due_at:
        raise ExtensionTooLate("办结期限已过，不能再申请延期。")
    return ticket.after(Act.extension_requested, dealings=dealt.with_extension(request))


def grant_extension(ticket: Ticket, decision: Decision) -> tuple[Ticket, Moment] | None:
    """The ticket and the moment of its clock; `None` if there is nothing to decide. A grant stands, whatever else is
    said before or after it."""
    request = _extension_meant(ticket, decision)
    if request is None or request.state is RequestState.granted:
        return None
    days = decision.days or request.days
    decided = replace(request, state=RequestState.granted, granted=days, decided_at=decision.at, decided_by=decision.by)
    after = ticket.after(Act.extension_granted, dealings=ticket.case_log.with_extension(decided))
    moment = Moment(kind=MomentKind.extended, at=decision.at, by=decision.by, reason="同意延期", days=days)
    return after, moment


def refuse_extension(ticket: Ticket, decision: Decision) -> Ticket | None:
    """The limit stays as it is; `None` if there is nothing to decide."""
    request = _extension_meant(ticket, decision)
    if request is None or request.state is not RequestState.pending:
        return None
    decided = replace(request, state=RequestState.refused, decided_at=decision.at, decided_by=decision.by)
    return ticket.after(Act.extension_refused, dealings=ticket.case_log.with_extension(decided))


def refuse_undecidable(ticket: Ticket, by: Person) -> None:
    """Whoever asked for an extension does not grant it, and there has to be one."""
    request = ticket.case_log.pending_extension
    if request is None:
        raise NothingToDecide("没有待审批的延期申请。")
    if request.by.id == by.id:
        raise SelfApproval("延期申请须由申请人以外的人审批。")


def _extension_meant(ticket: Ticket, decision: Decision) -> ExtensionRequest | None:
    """The request that is meant, if it is one of this round and did not lapse."""
    dealt = ticket.case_log
    found = [one for one in dealt.extensions if decision.request_id in (None, one.id) and one.cycle == dealt.cycle]
    return found[-1] if ticket.is_open and found and found[-1].state is not RequestState.lapsed else None


class PauseRuleUnknown(Refusal):
    """No rule lets the limit stand still for that."""

    code = "pause-rule-unknown"
    ground = Ground.unfit


class AlreadyStill(Refusal):
    """The limit is paused already."""

    code = "ticket-paused"
    ground = Ground.conflict


class NotPaused(Refusal):
    """The limit is running."""

    code = "ticket-not-paused"
    ground = Ground.untimely


def pause(ticket: Ticket, rule: str, note: str, by: Person, at: datetime) -> Ticket:
    """The limit to finish stands still from now on."""
    ticket.refuse_impossible(Act.paused)
    if rule not in handling_rules().pauses:
        words = "不属于可以暂停计算期限的情形"
        raise PauseRuleUnknown(f"{words}。", points=(Point("/rule", PauseRuleUnknown.code, words),))
    if ticket.case_log.open_pause:
        raise AlreadyStill("办结期限已经暂停计算。")
    begun = LimitPause(rule=rule, note=note, by=by, at=at)
    return ticket.after(Act.paused, dealings=replace(ticket.case_log, pauses=(*ticket.case_log.pauses, begun)))


def resume(ticket: Ticket, at: datetime) -> Ticket:
    """The limit to finish is counted again."""
    ticket.refuse_impossible(Act.resumed)
    lasting = ticket.case_log.open_pause
    if lasting is None:
        raise NotPaused("办结期限没有暂停。")
    pauses = (*ticket.case_log.pauses[:-1], replace(lasting, until=at))
    return ticket.after(Act.resumed, dealings=replace(ticket.case_log, pauses=pauses))


class ReviewMissing(Refusal):
    """The hotline asked for no call-back review, or it was answered."""

    code = "review-missing"
    ground = Ground.untimely


def answer_review(ticket: Ticket, reply: str, by: Person, at: datetime) -> Ticket:
    """The unit's answer."""
    ticket.refuse_impossible(Act.review_answered)
    asked = ticket.case_log.pending_review
    if asked is None:
        raise ReviewMissing("没有待答复的回访复核。")
    answered = replace(asked, answered_at=at, answered_by=by, reply=reply)
    reviews = (*ticket.case_log.reviews[:-1], answered)
    return ticket.after(Act.review_answered, dealings=replace(ticket.case_log, reviews=reviews))
