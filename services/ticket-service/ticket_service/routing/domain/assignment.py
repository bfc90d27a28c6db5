"""Who handles an order: the office re-assigns it (改派), a unit objects to a dispatch that is not for it (派单异议).

No clock stops for either. The office answers an objection by giving the order to another unit, or by refusing it.
"""

from dataclasses import replace
from datetime import datetime

from gongkai.refusals import Ground, Point, Refusal
from ticket_service.ticket.domain.handling_rules import handling_rules
from ticket_service.ticket.domain.lifecycle import Act
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.values.case_log import Assignment, Objection, RequestState


class ObjectionPending(Refusal):
    """The unit has objected; the office has not decided yet."""

    code = "objection-pending"
    ground = Ground.conflict


class ObjectedTooOften(Refusal):
    """After its refusals the unit may not object to this dispatch any more."""

    code = "objected-too-often"
    ground = Ground.untimely


class ObjectionUnfit(Refusal):
    """A unit objects to what was dispatched to itself, and proposes another one."""

    code = "objection-unfit"
    ground = Ground.unfit


class NoObjection(Refusal):
    """There is no objection on which the office could decide."""

    code = "no-objection-pending"
    ground = Ground.untimely


def assign(ticket: Ticket, made: Assignment) -> Ticket:
    """Another unit owes the next step; an objection that was pending is thereby accepted."""
    after = ticket.assign(made.unit_to)
    dealt = replace(ticket.dealt, assignments=(*ticket.dealt.assignments, made))
    if said := dealt.pending_objection:
        decided = replace(said, state=RequestState.granted, decided_at=made.at, decided_by=made.by.name)
        dealt = dealt.with_objection(decided)
    return replace(after, dealings=dealt)


def object_to_dispatch(ticket: Ticket, said: Objection) -> Ticket:
    """Say that the order is not for this unit; until the office decides, the unit goes on owing everything."""
    ticket.refuse_impossible(Act.objected)
    if said.unit != ticket.unit:
        raise ObjectionUnfit("只有承办单位可以对派单提出异议。")
    if said.proposed_unit == ticket.unit:
        words = "建议的承办单位须是其他单位"
        raise ObjectionUnfit(f"{words}。", points=(Point("/proposed_unit", ObjectionUnfit.code, words),))
    if ticket.dealt.pending_objection:
        raise ObjectionPending("已提出派单异议，等待办公室处理。")
    if not may_object(ticket):
        raise ObjectedTooOften(f"派单异议未被采纳后，最多再提出{handling_rules().objection.times}次。")
    return ticket.after(Act.objected, dealings=ticket.dealt.with_objection(said))


def refuse_objection(ticket: Ticket, by: str, answer: str, at: datetime) -> Ticket:
    """The unit keeps the order, and reads why."""
    ticket.refuse_impossible(Act.objection_refused)
    said = ticket.dealt.pending_objection
    if said is None:
        raise NoObjection("没有待处理的派单异议。")
    decided = replace(said, state=RequestState.refused, decided_at=at, decided_by=by, answer=answer)
    return ticket.after(Act.objection_refused, dealings=ticket.dealt.with_objection(decided))


def may_object(ticket: Ticket) -> bool:
    """Whether nothing is pending, and the office did not refuse this unit too often."""
    refused = (one for one in ticket.dealt.objections if one.state is RequestState.refused and one.unit == ticket.unit)
    return not ticket.dealt.pending_objection and len(list(refused)) <= handling_rules().objection.times
