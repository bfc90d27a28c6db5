"""The life cycle of a ticket: which act leads from which state to which, who may do it, and what it needs.

The states are those of docs/facts.md §3.3. The one table of them; everything else asks here, and the drawing in the
documents is made from it. What runs beside the course (a request to return the order or for more time, a call-back
review, a pause) never stops it, so it is no state but stands with the ticket's dealings; its acts are rows that stay
where they are.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Protocol

from gongkai.actor import Role
from gongkai.refusals import Ground, Refusal
from ticket_service.ticket.domain.needs import of_report, of_request, of_unit
from ticket_service.ticket.domain.needs.need import NOTHING_BESIDE, ActContext, Need, unmet
from ticket_service.ticket.values.order import WordEnum
from ticket_service.ticket.values.ticket_facts import TicketFacts


class TicketState(StrEnum):
    """Where a ticket stands; `handling`: the citizen was contacted, `finished`: the report is signed and on its way,
    `closed`: the hotline has report and file, `returned` and `cancelled`: the order is the hotline's again."""

    received = "received"
    signed = "signed"
    handling = "handling"
    report_filed = "report_filed"
    finished = "finished"
    closed = "closed"
    surveyed = "surveyed"
    rehandling = "rehandling"
    archived = "archived"
    returned = "returned"
    cancelled = "cancelled"


S = TicketState
OPEN: Final = (S.received, S.signed, S.handling, S.report_filed, S.rehandling)
"""The bureau still owes something."""
DONE: Final = (S.finished, S.closed, S.surveyed, S.archived)
"""The report is signed; the hotline may come back to it."""


class Act(WordEnum):
    """What can happen to a ticket, as its history tells it."""

    received = "received", "收到热线转办"
    amended = "amended", "热线变更工单内容"
    urged = "urged", "热线催单"
    supervised = "supervised", "热线督办"
    cancelled = "cancelled", "热线撤单"
    overtaken = "overtaken", "热线消息迟到，未改变办件"
    signed = "signed", "签收"
    assigned = "assigned", "改派承办单位"
    objected = "objected", "提出派单异议"
    objection_refused = "objection_refused", "不采纳派单异议"
    linked = "linked", "并单或关联"
    split = "split", "拆分诉求"  # type: ignore[assignment]
    split_off = "split_off", "由原工单拆分"
    co_handled = "co_handled", "确定协办单位"
    opinion_given = "opinion_given", "填写协办意见"
    classified = "classified", "认定事项类别"
    legal_step = "legal_step", "投诉举报法定步骤"
    channel_told = "channel_told", "告知法定渠道"
    held = "held", "存电"
    contact_tried = "contact_tried", "联系市民"
    contacted = "contacted", "完成先行联系"
    return_requested = "return_requested", "申请退单"
    return_accepted = "return_accepted", "热线同意退单"
    return_refused = "return_refused", "热线不同意退单"
    return_refused_finally = "return_refused_finally", "热线终审不同意退单"
    extension_requested = "extension_requested", "申请延期"
    extension_granted = "extension_granted", "同意延期"
    extension_refused = "extension_refused", "不同意延期"
    paused = "paused", "暂停计算办结期限"
    resumed = "resumed", "恢复计算办结期限"
    report_filed = "report_filed", "填写办结报告"
    signed_off = "signed_off", "签发办结报告，办结"
    report_delivered = "report_delivered", "热线已收到办结报告"
    report_failed = "report_failed", "办结报告多次报送未成功"
    file_uploaded = "file_uploaded", "热线已收到办结报告文件"
    file_failed = "file_failed", "办结报告文件多次报送未成功"
    file_differs = "file_differs", "热线收到的办结报告文件与所报不符"
    marks_cleared = "marks_cleared", "保密员审查通过办结报告"
    report_sent_again = "report_sent_again", "重新报送办结报告"
    closed = "closed", "热线已收齐办结报告，结案"
    surveyed = "surveyed", "热线反馈满意度"
    reopened = "reopened", "热线重办"
    reopening_known = "reopening_known", "热线重办（已在重办中）"
    review_asked = "review_asked", "热线回访复核"
    review_answered = "review_answered", "答复回访复核"
    archived = "archived", "归档"
    unmasked = "unmasked", "查看市民信息"
    other = "other", "其他"


class Party(StrEnum):
    """Who may act: the hotline, staff by their role, or the service itself (a receipt came, a second act follows)."""

    hotline = "hotline"
    clerk = "clerk"
    head = "head"
    office = "office"
    secrecy = "secrecy"
    service = "service"


class TicketClosed(Refusal):
    """The ticket is finished or was cancelled; nothing more can be done to it."""

    code = "ticket-closed"
    ground = Ground.untimely


class NotNow(Refusal):
    """The life cycle of a ticket knows no such act in its present state."""

    code = "act-untimely"
    ground = Ground.untimely


class TicketInState(TicketFacts, Protocol):
    """A ticket as the table sees it."""

    @property
    def state(self) -> TicketState:
        """Where it stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One row: an act, from which states to which (`None`: it stays where it is), who may, what it needs."""

    act: Act
    at: tuple[TicketState, ...]
    to: TicketState | None = None
    by: tuple[Party, ...]
    needs: tuple[Need, ...] = ()


HANDLERS: Final = (Party.clerk, Party.head, Party.office)
SIGNERS: Final = (Party.head, Party.office)
HOTLINE: Final = (Party.hotline,)
SERVICE: Final = (Party.service,)
REPORTED: Final = tuple(S)
"""A receipt or a lost delivery may come at any time."""

TABLE: Final = (
    Move(act=Act.received, at=(), to=S.received, by=HOTLINE),
    Move(act=Act.split_off, at=(), to=S.received, by=HANDLERS),
    Move(act=Act.split_off, at=(), to=S.handling, by=HANDLERS, needs=(of_report.CONTACT_BY_THE_ACT,)),
    Move(act=Act.signed, at=(S.received,), to=S.signed, by=HANDLERS),
    Move(act=Act.contact_tried, at=OPEN, by=HANDLERS),
    Move(
        act=Act.contacted, at=(S.received, S.signed), to=S.handling, by=HANDLERS, needs=(of_report.CONTACT_BY_THE_ACT,)
    ),
    Move(
        act=Act.contacted,
        at=(S.handling, S.report_filed, S.rehandling),
        by=HANDLERS,
        needs=(of_report.CONTACT_BY_THE_ACT,),
    ),
    Move(act=Act.assigned, at=OPEN, by=(Party.office,)),
    Move(act=Act.objected, at=OPEN, by=(Party.clerk, Party.head), needs=(of_unit.NO_OBJECTION,)),
    Move(act=Act.objection_refused, at=OPEN, by=(Party.office,), needs=(of_unit.OBJECTION_PENDING,)),
    Move(act=Act.linked, at=OPEN, by=HANDLERS),
    Move(act=Act.split, at=OPEN, by=HANDLERS, needs=(of_unit.WHOLE_TO_SPLIT, of_unit.NOT_MERGED)),
    Move(act=Act.co_handled, at=OPEN, by=SIGNERS),
    Move(act=Act.opinion_given, at=OPEN, by=HANDLERS, needs=(of_unit.ASKED_TO_HELP,)),
    Move(act=Act.classified, at=OPEN, by=HANDLERS),
    Move(act=Act.legal_step, at=(*OPEN, *DONE), by=HANDLERS, needs=(of_unit.LEGAL_STEP,)),
    Move(act=Act.channel_told, at=OPEN, by=HANDLERS),
    Move(act=Act.held, at=OPEN, by=HANDLERS),
    Move(act=Act.return_requested, at=OPEN, by=HANDLERS, needs=(of_request.WHOLE_ORDER, of_request.NO_RETURN)),
    Move(act=Act.return_accepted, at=OPEN, to=S.returned, by=HOTLINE, needs=(of_request.RETURN_PENDING,)),
    Move(act=Act.return_refused, at=OPEN, by=HOTLINE, needs=(of_request.RETURN_PENDING,)),
    Move(act=Act.return_refused_finally, at=OPEN, by=HOTLINE, needs=(of_request.RETURN_PENDING,)),
    Move(
        act=Act.extension_requested,
        at=OPEN,
        by=HANDLERS,
        needs=(of_request.WHOLE_ORDER, of_request.NO_EXTENSION, of_request.IN_TIME),
    ),
    Move(
        act=Act.extension_granted,
        at=OPEN,
        by=(Party.hotline, Party.office),
        needs=(of_request.EXTENSION_PENDING, of_request.SECOND_DECIDER),
    ),
    Move(act=Act.extension_refused, at=OPEN, by=(Party.hotline, Party.office), needs=(of_request.EXTENSION_PENDING,)),
    Move(act=Act.paused, at=OPEN, by=SIGNERS, needs=(of_request.PAUSE_RULE,)),
    Move(act=Act.resumed, at=OPEN, by=HANDLERS, needs=(of_request.PAUSED,)),
    Move(act=Act.report_filed, at=OPEN, to=S.report_filed, by=HANDLERS, needs=(of_report.CONTACT,)),
    Move(act=Act.marks_cleared, at=(S.report_filed,), by=(Party.secrecy,)),
    Move(
        act=Act.signed_off,
        at=(S.report_filed,),
        to=S.finished,
        by=SIGNERS,
        needs=(of_report.CONTACT, of_report.REPORT, of_report.SECOND_SIGNER, of_report.FINDINGS, of_report.PARTS_OVER),
    ),
    Move(act=Act.report_delivered, at=REPORTED, by=SERVICE),
    Move(act=Act.report_failed, at=REPORTED, by=SERVICE),
    Move(act=Act.file_uploaded, at=REPORTED, by=SERVICE),
    Move(act=Act.file_failed, at=REPORTED, by=SERVICE),
    Move(act=Act.file_differs, at=REPORTED, by=SERVICE),
    Move(act=Act.report_sent_again, at=REPORTED, by=(Party.office,)),
    Move(act=Act.closed, at=(S.finished,), to=S.closed, by=SERVICE, needs=(of_report.BOTH_RECEIPTS,)),
    Move(act=Act.amended, at=(*OPEN, S.returned), by=HOTLINE),
    Move(act=Act.urged, at=(*OPEN, S.returned), by=HOTLINE),
    Move(act=Act.supervised, at=(*OPEN, S.returned), by=HOTLINE),
    Move(act=Act.cancelled, at=OPEN, to=S.cancelled, by=HOTLINE),
    Move(act=Act.surveyed, at=(S.finished, S.closed, S.surveyed), to=S.surveyed, by=HOTLINE),
    Move(act=Act.surveyed, at=(*OPEN, S.archived), by=HOTLINE),
    Move(act=Act.reopened, at=(*DONE, S.returned), to=S.rehandling, by=HOTLINE),
    Move(act=Act.reopening_known, at=OPEN, by=HOTLINE),
    Move(act=Act.review_asked, at=(*OPEN, *DONE), by=HOTLINE),
    Move(act=Act.review_answered, at=(*OPEN, *DONE), by=HANDLERS, needs=(of_report.REVIEW_PENDING,)),
    Move(act=Act.unmasked, at=tuple(S), by=HANDLERS),
    Move(
        act=Act.archived,
        at=(S.closed, S.surveyed),
        to=S.archived,
        by=(Party.office,),
        needs=(of_report.BOTH_RECEIPTS, of_report.NO_REVIEW),
    ),
)


def _by_act(moves: Iterable[Move]) -> Mapping[Act, Mapping[TicketState, Move]]:
    """The table for looking up: one row for each act and state, or the table contradicts itself."""
    found: dict[Act, dict[TicketState, Move]] = {}
    for move in moves:
        rows = found.setdefault(move.act, {})
        for state in move.at:
            if state in rows:
                raise ValueError(f"{move.act} at {state} stands twice in the table")
            rows[state] = move
    return MappingProxyType({act: MappingProxyType(rows) for act, rows in found.items()})


MOVES: Final = _by_act(TABLE)
OF_ITSELF: Final = frozenset(move.act for move in TABLE if move.by == SERVICE)
"""What follows without anybody's doing: receipts, and that both have come."""


def move_of(act: Act, state: TicketState) -> Move | None:
    """The row for an act in a state; `None` if it cannot happen there."""
    return MOVES[act].get(state)


def require(act: Act, ticket: TicketInState, context: ActContext = NOTHING_BESIDE) -> None:
    """Refuse an act that cannot happen now: by the state first, then by the first need that is not met."""
    require_state(act, ticket.state)
    require_needs(act, ticket, context)


def require_state(act: Act, state: TicketState) -> None:
    """Refuse an act that the table does not know in this state. Raises TicketClosed, NotNow."""
    if not move_of(act, state):
        require_open(state)
        raise NotNow(f"办件目前的状态下不能“{act.words}”。")


def require_open(state: TicketState) -> None:
    """Refuse what is over. Raises TicketClosed."""
    if state not in OPEN:
        raise TicketClosed("该办件已办结或已撤销，不能再办理。")


def require_needs(act: Act, ticket: TicketInState, context: ActContext = NOTHING_BESIDE) -> None:
    """Refuse an act by the first of its needs that is not met, whatever the state."""
    if condition := unmet(_needs(act, ticket.state), ticket, context):
        raise condition.refuse(ticket, context)


def is_possible(act: Act, ticket: TicketInState, context: ActContext = NOTHING_BESIDE) -> bool:
    """Whether the act can happen now: state and needs."""
    return move_of(act, ticket.state) is not None and not unmet(_needs(act, ticket.state), ticket, context)


def _needs(act: Act, state: TicketState) -> tuple[Need, ...]:
    """The needs of the act in this state; where it cannot happen, of its first row."""
    return (move_of(act, state) or next(iter(MOVES[act].values()))).needs


def roles(act: Act) -> tuple[Role, ...]:
    """Which members of staff may do it; the doors are made from this."""
    parties = {party for move in TABLE if move.act is act for party in move.by}
    return tuple(role for role in Role if role.value in parties)
