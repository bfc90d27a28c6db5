"""延期: more working days to finish, on approval, before the limit has passed (requirement C4)."""

from dataclasses import replace

from gongkai.refusals import Ground, Point, Refusal
from gongkai.worktime.clock import Moment, MomentKind
from ticket_service.requests.domain.order_return import Decision
from ticket_service.ticket.domain.handling_rules import handling_rules
from ticket_service.ticket.domain.lifecycle import Act
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.values.case_log import ExtensionRequest, RequestState
from ticket_service.ticket.values.person import Person
from ticket_service.ticket.values.report import SelfApproval


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
    dealt, most = ticket.dealt, handling_rules().extension
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
    after = ticket.after(Act.extension_granted, dealings=ticket.dealt.with_extension(decided))
    moment = Moment(kind=MomentKind.extended, at=decision.at, by=decision.by, reason="同意延期", days=days)
    return after, moment


def refuse_extension(ticket: Ticket, decision: Decision) -> Ticket | None:
    """The limit stays as it is; `None` if there is nothing to decide."""
    request = _extension_meant(ticket, decision)
    if request is None or request.state is not RequestState.pending:
        return None
    decided = replace(request, state=RequestState.refused, decided_at=decision.at, decided_by=decision.by)
    return ticket.after(Act.extension_refused, dealings=ticket.dealt.with_extension(decided))


def refuse_undecidable(ticket: Ticket, by: Person) -> None:
    """Whoever asked for an extension does not grant it, and there has to be one."""
    request = ticket.dealt.pending_extension
    if request is None:
        raise NothingToDecide("没有待审批的延期申请。")
    if request.by.id == by.id:
        raise SelfApproval("延期申请须由申请人以外的人审批。")


def _extension_meant(ticket: Ticket, decision: Decision) -> ExtensionRequest | None:
    """The request that is meant, if it is one of this round and did not lapse."""
    dealt = ticket.dealt
    found = [one for one in dealt.extensions if decision.request_id in (None, one.id) and one.cycle == dealt.cycle]
    return found[-1] if ticket.is_open and found and found[-1].state is not RequestState.lapsed else None
