"""What one act does to a ticket, as one value: everything that is recorded of it follows from here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from gongkai.events.ticket import TicketEvent
from gongkai.worktime.clock import Moment
from gongkai.worktime.limit import Limit
from ticket_service.ticket.domain.lifecycle import Act
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
