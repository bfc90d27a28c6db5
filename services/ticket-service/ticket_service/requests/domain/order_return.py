"""退单: giving an order back to the hotline, for one of six reasons; the contact clock goes on (requirement C4)."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from gongkai.refusals import Ground, Refusal
from ticket_service.ticket.domain.lifecycle import Act
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.values.case_log import RequestState, ReturnRequest

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
    dealt = ticket.dealt
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
    request = _asked(ticket, decision)
    if request is None or request.state is RequestState.granted:
        return None
    decided = replace(request, state=RequestState.granted, decided_at=decision.at, decided_by=decision.by, final=False)
    dealt = ticket.dealt.with_return(decided).lapsed(decision.at)
    reviews = tuple(one if one.answered_at else replace(one, answered_at=decision.at) for one in dealt.reviews)
    dealt = replace(dealt, ended_at=decision.at, reviews=reviews)
    return ticket.after(Act.return_accepted, dealings=dealt)


def refuse_return(ticket: Ticket, decision: Decision) -> Ticket | None:
    """The unit keeps the order; a final refusal stays final, whatever comes later."""
    request = _asked(ticket, decision)
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
    return ticket.after(act, dealings=ticket.dealt.with_return(decided))


def _asked(ticket: Ticket, decision: Decision) -> ReturnRequest | None:
    """The request that is meant, unless it lapsed."""
    found = [one for one in ticket.dealt.returns if decision.request_id in (None, one.id)]
    return found[-1] if ticket.is_open and found and found[-1].state is not RequestState.lapsed else None
