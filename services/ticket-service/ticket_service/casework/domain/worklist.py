"""The list of tickets at the desk: which ones a person asks for, and in which group of states they stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from gongkai.worktime.limit import Limit
from ticket_service.ticket.domain.lifecycle import DONE, OPEN, TicketState
from ticket_service.ticket.values.case_log import MatterKind
from ticket_service.ticket.values.order import Source, Word

S = TicketState


class Group(Word):
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
    Group.open: OPEN,
    Group.to_contact: (S.received, S.signed),
    Group.in_hand: (S.handling, S.rehandling),
    Group.to_sign: (S.report_filed,),
    Group.done: tuple(state for state in DONE if state is not S.archived),
    Group.archived: (S.archived,),
    Group.back: (S.returned, S.cancelled),
    Group.other: tuple(S),
}


class Mark(Word):
    """What a ticket may be marked with; few are."""

    urged = "urged", "催单"
    supervised = "supervised", "督办"
    objection = "objection", "派单异议待定"
    helped = "helped", "本单位协办"
    other = "other", "其他"


class QueueColour(Word):
    """The colours of the board (B6), of the clock that leads."""

    overdue = "overdue", "超期"
    red = "red", "紧急"
    yellow = "yellow", "临近"
    green = "green", "正常"
    provisional = "provisional", "暂定"
    paused = "paused", "暂停"
    other = "other", "其他"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """Limits that turn red and yellow at the same instants: the last ones at which their due dates are so."""

    codes: tuple[str, ...]
    red_until: datetime
    yellow_until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What to show; `None` wants all. `reader` is the only unit whose tickets the person may see, `helper` the one
    that a mark `helped` speaks of."""

    group: Group = Group.open
    unit: str | None = None
    reader: str | None = None
    helper: str = ""
    colour: QueueColour | None = None
    matter: MatterKind | None = None
    source: Source | None = None
    mark: Mark | None = None

    @property
    def states(self) -> tuple[TicketState, ...]:
        """The states of the group."""
        return STATES[self.group]

    @property
    def newest_first(self) -> bool:
        """What is over is looked up from its end."""
        return self.group in (Group.done, Group.archived, Group.back)


def edges(limits: Sequence[tuple[Limit, datetime, datetime]]) -> tuple[Edge, ...]:
    """Limits with their red and yellow instants, those with the same ones together."""
    found: dict[tuple[datetime, datetime], list[str]] = {}
    for limit, red, yellow in limits:
        found.setdefault((red, yellow), []).append(limit.code)
    return tuple(Edge(codes=tuple(codes), red_until=red, yellow_until=yellow) for (red, yellow), codes in found.items())


def spelled(source: Source) -> tuple[str, ...]:
    """In which words the hotline writes this source."""
    return (source.value, source.words, *source.also)
