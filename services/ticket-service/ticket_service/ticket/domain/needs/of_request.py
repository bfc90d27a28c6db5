"""What requests to the hotline (退单, 延期), decisions on them and pauses need (requirement C4)."""

from typing import Final

from gongkai.refusals import Ground, Refusal
from ticket_service.ticket.domain.handling_rules import handling_rules
from ticket_service.ticket.domain.needs.need import ActContext, Condition, Need
from ticket_service.ticket.domain.needs.of_report import SelfApproval
from ticket_service.ticket.values.case_log import RequestState
from ticket_service.ticket.values.ticket_facts import TicketFacts

RETURNS_AT_MOST: Final = 3
"""So many returns the hotline's software keeps (docs/facts.md §3.2)."""


class OfTheWholeOrder(Refusal):
    """The hotline decides on whole orders; what is only a part of one asks it for nothing."""

    code = "part-of-order"
    ground = Ground.untimely


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


def _granted_this_round(ticket: TicketFacts) -> int:
    case_log = ticket.case_log
    this_round = (one for one in case_log.extensions if one.cycle == case_log.cycle)
    return sum(one.state is RequestState.granted for one in this_round)


def _asks_another(ticket: TicketFacts, context: ActContext) -> bool:
    asked = ticket.case_log.pending_extension
    return asked is None or asked.by.id != context.person


WHOLE_ORDER: Final = Need(
    "it is the whole order, not a part of it",
    (
        Condition(
            lambda ticket, _: ticket.part_of is None, OfTheWholeOrder, "拆分件不能单独退单或延期，须就原工单办理。"
        ),
    ),
)
NO_RETURN: Final = Need(
    "no return is pending, refused for good, or asked for too often",
    (
        Condition(lambda ticket, _: not ticket.case_log.pending_return, ReturnPending, "已申请退单，等待热线处理。"),
        Condition(
            lambda ticket, _: not any(one.final for one in ticket.case_log.returns),
            ReturnRefusedFinally,
            "热线终审不同意退单，不得再次申请。",
        ),
        Condition(
            lambda ticket, _: len(ticket.case_log.returns) < RETURNS_AT_MOST,
            ReturnedTooOften,
            f"退单申请最多{RETURNS_AT_MOST}次。",
        ),
    ),
)
RETURN_PENDING: Final = Need("a return was asked for and not yet accepted")
NO_EXTENSION: Final = Need(
    "no extension is pending, and there were not too many",
    (
        Condition(lambda ticket, _: not ticket.case_log.pending_extension, ExtensionPending, "已申请延期，等待审批。"),
        Condition(
            lambda _, context: context.days is None or 1 <= context.days <= handling_rules().extension.days,
            ExtensionUnfit,
            lambda *_: f"延期须为1至{handling_rules().extension.days}个工作日。",
            pointer="/days",
        ),
        Condition(
            lambda ticket, _: _granted_this_round(ticket) < handling_rules().extension.times,
            ExtendedTooOften,
            lambda *_: f"同一办理轮次最多延期{handling_rules().extension.times}次。",
        ),
    ),
)
IN_TIME: Final = Need(
    "the limit has not passed",
    (
        Condition(
            lambda ticket, context: not ticket.finish_due_at or not context.now or context.now < ticket.finish_due_at,
            ExtensionTooLate,
            "办结期限已过，不能再申请延期。",
        ),
    ),
)
EXTENSION_PENDING: Final = Need(
    "an extension was asked for and not yet granted",
    (
        Condition(
            lambda ticket, _: ticket.case_log.pending_extension is not None,
            NothingToDecide,
            "没有待审批的延期申请。",
        ),
    ),
)
SECOND_DECIDER: Final = Need(
    "another person than its author", (Condition(_asks_another, SelfApproval, "延期申请须由申请人以外的人审批。"),)
)
PAUSE_RULE: Final = Need(
    "a rule of handling_rules.toml",
    (
        Condition(
            lambda _, context: context.pause_rule is None or context.pause_rule in handling_rules().pauses,
            PauseRuleUnknown,
            "不属于可以暂停计算期限的情形。",
            pointer="/rule",
        ),
        Condition(lambda ticket, _: ticket.case_log.open_pause is None, AlreadyStill, "办结期限已经暂停计算。"),
    ),
)
PAUSED: Final = Need(
    "the limit is paused",
    (Condition(lambda ticket, _: ticket.case_log.open_pause is not None, NotPaused, "办结期限没有暂停。"),),
)
