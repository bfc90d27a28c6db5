"""What objections to the dispatch, splits, opinions and steps of the law need (requirements C3, C9)."""

from typing import Final

from gongkai.refusals import Ground, Refusal
from ticket_service.ticket.domain.handling_rules import handling_rules
from ticket_service.ticket.domain.needs.need import ActContext, Condition, Need
from ticket_service.ticket.domain.statutory import steps_open
from ticket_service.ticket.values.case_log import RequestState
from ticket_service.ticket.values.ticket_facts import TicketFacts

PARTS_AT_MOST: Final = 9


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


class SplitUnfit(Refusal):
    """A part is not split again, nor a ticket that was merged into another; and an order has at most nine parts."""

    code = "split-unfit"
    ground = Ground.unfit


class NotCoHandling(Refusal):
    """Only a unit that was asked to help gives its opinion."""

    code = "not-co-handling"
    ground = Ground.forbidden


class StepUntimely(Refusal):
    """The law knows no such step for this matter now."""

    code = "legal-step-untimely"
    ground = Ground.untimely


NOT_SPLIT: Final = f"拆分件和已并入其他办件的办件不能拆分，一个工单最多拆分{PARTS_AT_MOST}件。"


def _times_refused(ticket: TicketFacts) -> int:
    own = (one for one in ticket.case_log.objections if one.unit == ticket.unit)
    return sum(one.state is RequestState.refused for one in own)


def _step_is_open(ticket: TicketFacts, context: ActContext) -> bool:
    known = steps_open(ticket)
    return context.step in known if context.step else bool(known)


NO_OBJECTION: Final = Need(
    "no objection is pending, and his unit's was not refused too often",
    (
        Condition(
            lambda ticket, context: context.unit == ticket.unit, ObjectionUnfit, "只有承办单位可以对派单提出异议。"
        ),
        Condition(
            lambda ticket, context: context.proposed_unit != ticket.unit,
            ObjectionUnfit,
            "建议的承办单位须是其他单位。",
            pointer="/proposed_unit",
        ),
        Condition(
            lambda ticket, _: ticket.case_log.pending_objection is None,
            ObjectionPending,
            "已提出派单异议，等待办公室处理。",
        ),
        Condition(
            lambda ticket, _: _times_refused(ticket) <= handling_rules().objection.times,
            ObjectedTooOften,
            lambda *_: f"派单异议未被采纳后，最多再提出{handling_rules().objection.times}次。",
        ),
    ),
)
OBJECTION_PENDING: Final = Need(
    "an objection to the dispatch is pending",
    (
        Condition(
            lambda ticket, _: ticket.case_log.pending_objection is not None, NoObjection, "没有待处理的派单异议。"
        ),
    ),
)
WHOLE_TO_SPLIT: Final = Need(
    "it is the whole order, not a part of it",
    (Condition(lambda ticket, _: ticket.part_of is None, SplitUnfit, NOT_SPLIT),),
)
NOT_MERGED: Final = Need(
    "it was not merged into another, and has not too many parts",
    (Condition(lambda _, context: not context.merged and context.parts < PARTS_AT_MOST, SplitUnfit, NOT_SPLIT),),
)
ASKED_TO_HELP: Final = Need(
    "his unit was asked to help",
    (Condition(lambda _, context: context.unit in context.co_units, NotCoHandling, "只有协办单位可以填写协办意见。"),),
)
LEGAL_STEP: Final = Need(
    "statutory.toml knows it for this kind of matter, and it was not taken yet",
    (
        Condition(
            _step_is_open,
            StepUntimely,
            lambda _, context: f"该办件目前不能“{context.step.words if context.step else '采取法定步骤'}”。",
        ),
    ),
)
