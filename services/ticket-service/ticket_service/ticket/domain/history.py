"""What acts leave behind: lines of the history (who did what and when, no personal data), moments of the clocks."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from gongkai.worktime.clock import Moment, MomentKind
from gongkai.worktime.limit import Limit
from ticket_service.ticket.domain.change import Change
from ticket_service.ticket.domain.lifecycle import Act
from ticket_service.ticket.domain.statutory import limits_of

EARLIER_ROUND: Final = "此前办理轮次"
"""Stands behind an act that concerns a report of before the hotline came back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEntry:
    """A line of the history; `actor` is a name of staff or of a machine."""

    id: UUID
    ticket_id: UUID
    at: datetime
    actor: str
    act: Act
    note: str = ""


def entries_of(changes: Iterable[Change], actor: str, new_id: Callable[[], UUID]) -> Iterator[HistoryEntry]:
    """The lines that these acts leave in the histories, in the order in which they were done."""
    for change in changes:
        lines = [
            (change.ticket.id, change.act, change.note),
            *((one.ticket_id, one.act, one.note) for one in change.also),
        ]
        for ticket_id, act, note in lines:
            yield HistoryEntry(id=new_id(), ticket_id=ticket_id, at=change.at, actor=actor, act=act, note=note)


def clock_moments(steps: Iterable[Change]) -> Iterator[tuple[UUID, Limit, Moment]]:
    """What steps mean for the clocks. For an order that is the hotline's again nothing is owed until it comes back."""
    for step in steps:
        for limit, moment in step.moments:
            yield step.ticket.id, limit, moment
        if step.act in (Act.cancelled, Act.return_accepted):
            stopped = Moment(kind=MomentKind.cancelled, at=step.at, reason=step.act.words)
            for limit in limits_of(step.ticket):
                yield step.ticket.id, limit, stopped
