"""What one act does to a ticket, as one value: everything that is recorded of it follows from here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from gongkai.events.ticket import TicketEvent
from gongkai.privacy.open_matters import OpenMatters
from gongkai.worktime.clock import Moment
from gongkai.worktime.limit import Limit
from ticket_service.ticket.domain.lifecycle import Act
from ticket_service.ticket.domain.ticket import Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What the hotline is told of an act; `write` gets the ticket with the dates that its clocks then say, and which
    personal data may be told."""

    kind: str
    write: Callable[[Ticket, OpenMatters], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class FurtherEntry:
    """A line that an act leaves in a history beside its own: of this ticket, or of another one that it concerns."""

    ticket_id: UUID
    act: Act
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """An act, the ticket as it is after it, and what that means for its clocks, its history and others.

    `note` stands behind the act in the history, `also` are further lines of it. `audit` is what the audit log says
    (codes only), under the name `audit_as` or the act's own; `None` for what nobody of the staff did. `event` makes
    the event from what every event about a ticket says, where the act and the ticket do not say it all (see
    `event_of`).
    """

    act: Act
    ticket: Ticket
    at: datetime
    note: str = ""
    also: tuple[FurtherEntry, ...] = ()
    moments: tuple[tuple[Limit, Moment], ...] = ()
    audit: Mapping[str, object] | None = None
    audit_as: str = ""
    event: Callable[..., TicketEvent] | None = None
    notices: tuple[Notice, ...] = ()
