"""The list of tickets at the desk: which ones a person asks for, and in which group of states they stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from gongkai.worktime.limit import Limit
from ticket_service.ticket.domain.lifecycle import DONE, OPEN, TicketState
from ticket_service.ticket.values.case_log import MatterKind
from ticket_service.ticket.values.order import Source, WordEnum

S = TicketState


class WorklistGroup(WordEnum):
    """What a clerk looks for."""

    open = "open", "全部待办"
    to_contact = "to_contact", "待先行联系"
    in_hand = "in_hand", "办理中"
    to_sign = "to_sign", "待签发"
    done = "done", "已办结"
    archived = "archived", "已归档"
    back = "back", "已退回或撤单"
    other = "other", "不限"


STATES: Final = {
    WorklistGroup.open: OPEN,
    WorklistGroup.to_contact: (S.received, S.signed),
    WorklistGroup.in_hand: (S.handling, S.rehandling),
    WorklistGroup.to_sign: (S.report_filed,),
    WorklistGroup.done: tuple(state for state in DONE if state is not S.archived),
    WorklistGroup.archived: (S.archived,),
    WorklistGroup.back: (S.returned, S.cancelled),
    WorklistGroup.other: tuple(S),
}


class WorklistMark(WordEnum):
    """What a ticket may be marked with; few are."""

    urged = "urged", "催单"
    supervised = "supervised", "督办"
    objection = "objection", "派单异议待定"
    helped = "helped", "本单位协办"
    other = "other", "其他"


class QueueColour(WordEnum):
    """The colours of the board (B6), of the clock that leads."""

    overdue = "overdue", "超期"
    red = "red", "紧急"
    yellow = "yellow", "临近"
    green = "green", "正常"
    provisional = "provisional", "暂定"
    paused = "paused", "暂停"
    other = "other", "其他"


@dataclass(frozen=True, slots=True, kw_only=True)
class ColourEdge:
    """Limits that turn red and yellow at the same instants: the last ones at which their due dates are so."""

    codes: tuple[str, ...]
    red_until: datetime
    yellow_until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WorklistFilter:
    """What to show; `None` wants all. `reader` is the only unit whose tickets the person may see, `helper` the one
    that a mark `helped` speaks of."""

    group: WorklistGroup = WorklistGroup.open
    unit: str | None = None
    reader: str | None = None
    helper: str = ""
    colour: QueueColour | None = None
    matter: MatterKind | None = None
    source: Source | None = None
    mark: WorklistMark | None = None

    @property
    def states(self) -> tuple[TicketState, ...]:
        """The states of the group."""
        return STATES[self.group]

    @property
    def newest_first(self) -> bool:
        """What is over is looked up from its end."""
        return self.group in (WorklistGroup.done, WorklistGroup.archived, WorklistGroup.back)


def edges(limits: Sequence[tuple[Limit, datetime, datetime]]) -> tuple[ColourEdge, ...]:
    """Limits with their red and yellow instants, those with the same ones together."""
    found: dict[tuple[datetime, datetime], list[str]] = {}
    for limit, red, yellow in limits:
        found.setdefault((red, yellow), []).append(limit.code)
    return tuple(
        ColourEdge(codes=tuple(codes), red_until=red, yellow_until=yellow) for (red, yellow), codes in found.items()
    )


def spellings(source: Source) -> tuple[str, ...]:
    """In which words the hotline writes this source."""
    return (source.value, source.words, *source.also)
