"""Which of a ticket's clocks leads: the one that is due next gives the ticket its place and its colour in the lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from gongkai.clocks.clock import Clock
from gongkai.worktime.calendar import Certainty
from gongkai.worktime.clock import ClockState
from ticket_service.ticket.domain.limits import FINISH_WITHIN


class NextDeadlineStatus(StrEnum):
    """How the leading clock stands: its date is `final` or `provisional` while it runs; `over`: nothing counts."""

    final = "final"
    provisional = "provisional"
    paused = "paused"
    over = "over"


@dataclass(frozen=True, slots=True, kw_only=True)
class NextDeadline:
    """The clock that leads, by its code; its due instant; how it stands."""

    next_due_at: datetime
    next_clock: str
    next_standing: NextDeadlineStatus


def next_deadline(clocks: Sequence[Clock]) -> NextDeadline:
    """The running clock that is due first; without any the paused one; in the end the clock to finish, for the order
    of what is done."""
    first = min(clocks, key=_before)
    return NextDeadline(next_due_at=first.due_at, next_clock=first.code, next_standing=_standing(first))


def deadline_columns(clocks: Sequence[Clock]) -> dict[str, Any]:
    """All that a ticket copies from its clocks."""
    finish = next(one for one in clocks if one.code == FINISH_WITHIN.code)
    found = next_deadline(clocks)
    return {
        "finish_due_at": finish.due_at,
        "next_due_at": found.next_due_at,
        "next_clock": found.next_clock,
        "next_standing": found.next_standing,
    }


def _before(clock: Clock) -> tuple[int, bool, datetime]:
    rank = {ClockState.running: 0, ClockState.paused: 1}.get(clock.state, 2)
    return rank, rank == 2 and clock.code != FINISH_WITHIN.code, clock.due_at


def _standing(clock: Clock) -> NextDeadlineStatus:
    if clock.state is ClockState.running:
        return NextDeadlineStatus.provisional if clock.certainty is Certainty.provisional else NextDeadlineStatus.final
    return NextDeadlineStatus.paused if clock.state is ClockState.paused else NextDeadlineStatus.over
