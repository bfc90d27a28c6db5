"""The next thing to do with a ticket, in one sentence: for the person before it, or for whom he waits."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from ticket_service.casework.domain.permissions import CaseAccess
from ticket_service.ticket.domain.handling_rules import handling_rules
from ticket_service.ticket.domain.lifecycle import Act, TicketState
from ticket_service.ticket.domain.ticket import ReportDelivery, Ticket
from ticket_service.ticket.values.contact import TRIES_NEEDED

NOTHING_LEFT: Final = {
    TicketState.finished: "已办结，等待热线确认收到办结报告和文件",
    TicketState.returned: "热线已同意退单，无需再办",
    TicketState.cancelled: "热线已撤单，无需再办",
    TicketState.archived: "已归档，无需再办",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """`act` is what this person does now, `None` if it is for others to do; `notes` is what he has to know besides."""

    words: str
    act: Act | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketNeed:
    """What a ticket may be in need of. `officially`: whoever has the role does it, of whichever unit he is."""

    act: Act
    is_due: Callable[[CaseAccess, bool], bool]
    do: Callable[[Ticket], str]
    wait: str = ""
    officially: bool = False


def next_step(one: CaseAccess, held: bool = False) -> NextStep:
    """What is due first that this person can do; else what everybody waits for. `held`: the secrecy officer has to
    look at the report."""
    due = [row for row in COURSE if row.is_due(one, held)]
    notes = tuple(_notes(one))
    for row in due:
        if (row.officially or one.is_own or row.act is Act.opinion_given) and one.may(row.act):
            return NextStep(words=row.do(one.ticket), act=row.act, notes=notes)
    waiting = next((row.wait for row in due if row.wait), "")
    return NextStep(words=waiting or NOTHING_LEFT.get(one.ticket.state, "目前没有要办的事"), notes=notes)


def _notes(one: CaseAccess) -> Iterator[str]:
    dealt = one.ticket.case_log
    if one.open_parts:
        yield f"有{one.open_parts}个拆分件尚未办结，全部办结后才能签发本件的办结报告。"
    if dealt.pending_review and one.ticket.is_open and one.ticket.contacted_at is None:
        yield "热线要求回访复核，联系市民之后还须答复。"
    if dealt.pending_return:
        yield "已申请退单，热线答复之前继续办理，各项时限照常计算。"
    if dealt.pending_extension:
        yield "已申请延期，批准之前办结期限不变。"
    if dealt.pending_objection:
        yield "已提出派单异议，办公室处理之前继续办理，各项时限照常计算。"
    if pause := dealt.open_pause:
        rule = handling_rules().pauses.get(pause.rule)
        yield f"办结期限暂停计算（{rule.title if rule else pause.rule}），原因消除后请恢复计算。"


def _stranded(one: CaseAccess, _: bool) -> bool:
    return ReportDelivery.failed in (one.ticket.report_delivery, one.ticket.report_upload)


def _no_opinion_yet(one: CaseAccess, _: bool) -> bool:
    said = {opinion.unit for opinion in one.ticket.case_log.opinions}
    return one.helps and one.actor.unit not in said


def _waits_for_signature(one: CaseAccess, held: bool) -> bool:
    return one.ticket.state is TicketState.report_filed and not held and not one.open_parts


def _waits_for_parts(one: CaseAccess, held: bool) -> bool:
    return one.ticket.state is TicketState.report_filed and not held and one.open_parts > 0


def _to_contact(ticket: Ticket) -> str:
    first = "签收并联系市民" if ticket.state is TicketState.received else "联系市民"
    tried = len(ticket.contacts)
    return f"再次联系市民（已登记{tried}次，不同时间{TRIES_NEEDED}次联系不上即可）" if tried else first


def _to_decide(ticket: Ticket) -> str:
    asked = ticket.case_log.pending_extension
    return f"审批延期申请（{asked.days}个工作日）" if asked else "审批延期申请"


COURSE: Final = (
    TicketNeed(
        act=Act.report_sent_again,
        is_due=_stranded,
        do=lambda _: "查明办结报告报送热线失败的原因，再重新报送",
        wait="办结报告报送热线未成功，等办公室重新报送",
        officially=True,
    ),
    TicketNeed(
        act=Act.objection_refused,
        is_due=lambda one, _: one.ticket.case_log.pending_objection is not None,
        do=lambda _: "处理派单异议：改派给其他单位，或者说明为什么不采纳",
        officially=True,
    ),
    TicketNeed(
        act=Act.extension_granted,
        is_due=lambda one, _: one.ticket.case_log.pending_extension is not None,
        do=_to_decide,
        officially=True,
    ),
    TicketNeed(act=Act.opinion_given, is_due=_no_opinion_yet, do=lambda _: "填写协办意见"),
    TicketNeed(
        act=Act.contact_tried,
        is_due=lambda one, _: one.ticket.is_open and one.ticket.contacted_at is None,
        do=_to_contact,
        wait="等承办单位联系市民",
    ),
    TicketNeed(
        act=Act.review_answered,
        is_due=lambda one, _: one.ticket.case_log.pending_review is not None,
        do=lambda _: "答复热线的回访复核",
        wait="等承办单位答复热线的回访复核",
    ),
    TicketNeed(
        act=Act.marks_cleared,
        is_due=lambda one, held: held,
        do=lambda _: "审查办结报告中可能涉密的内容",
        wait="等保密员审查办结报告，审查通过后才能签发",
        officially=True,
    ),
    TicketNeed(
        act=Act.report_filed,
        is_due=lambda one, _: one.ticket.state is TicketState.report_filed and one.open_questions > 0,
        do=lambda _: "填齐办结报告里的办理结果，再送签发",
        wait="等承办单位填齐办结报告里的办理结果",
    ),
    TicketNeed(act=Act.signed_off, is_due=_waits_for_parts, do=lambda _: "", wait="等各拆分件办结后签发办结报告"),
    TicketNeed(
        act=Act.signed_off,
        is_due=_waits_for_signature,
        do=lambda _: "核对并签发办结报告",
        wait="等起草人以外的负责人签发办结报告",
    ),
    TicketNeed(
        act=Act.report_filed,
        is_due=lambda one, _: one.ticket.is_open and one.ticket.state is not TicketState.report_filed,
        do=lambda _: "办理并填写办结报告",
        wait="等承办单位办理并填写办结报告",
    ),
    TicketNeed(
        act=Act.archived,
        is_due=lambda one, _: (
            one.ticket.state in (TicketState.closed, TicketState.surveyed) and one.ticket.has_both_receipts
        ),
        do=lambda _: "归档",
        wait="已结案，等办公室归档",
        officially=True,
    ),
)
"""In the order of urgency (the call to the citizen is owed within a day, so it goes before a review); what nobody waits
for (`wait` empty) is passed over by whoever cannot do it."""
