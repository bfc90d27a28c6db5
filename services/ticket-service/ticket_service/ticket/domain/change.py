"""What one act does to a ticket, as one value: everything that is recorded of it follows from here."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from gongkai.events.ticket import TicketEvent
from gongkai.worktime.clock import Moment, MomentKind
from gongkai.worktime.limit import Limit
from ticket_service.ticket.domain.lifecycle import Act
from ticket_service.ticket.domain.statutory import limits_of
from ticket_service.ticket.domain.ticket import Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What the hotline is told of an act; `write` gets the ticket with the dates that its clocks then say."""

    kind: str
    write: Callable[[Ticket], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """An act, the ticket as it is after it, and what that means for its clocks, its history and others.

    `note` stands behind the act in the history. `audit` is what the audit log says of it (codes only); `None` for what
    nobody of the staff did. `event` makes the event from what every event about a ticket says.
    """

    act: Act
    ticket: Ticket
    at: datetime
    note: str = ""
    moments: tuple[tuple[Limit, Moment], ...] = ()
    audit: Mapping[str, object] | None = None
    event: Callable[..., TicketEvent] | None = None
    notice: Notice | None = None


def clock_moments(steps: Iterable[Change]) -> Iterator[tuple[UUID, Limit, Moment]]:
    """What steps mean for the clocks. For an order that is the hotline's again nothing is owed until it comes back."""
    for step in steps:
        for limit, moment in step.moments:
            yield step.ticket.id, limit, moment
        if step.act in (Act.cancelled, Act.return_accepted):
            stopped = Moment(kind=MomentKind.cancelled, at=step.at, reason=step.act.words)
            for limit in limits_of(step.ticket):
                yield step.ticket.id, limit, stopped
