"""What the hotline tells us of an order, what it decides on our requests, and the receipt we give for it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Self
from uuid import UUID

from gongkai.clocks.clock import Clock
from gongkai.refusals import Ground, Refusal
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.values.case_log import Grade
from ticket_service.ticket.values.order import Order


class MessageKindUnknown(Refusal):
    """The hotline sent a kind of message that we do not know."""

    code = "message-kind-unknown"
    ground = Ground.unfit


class MessageIdReused(Refusal):
    """The same message id came with other content; what came first stands."""

    code = "message-id-reused"
    ground = Ground.conflict


class MessageKind(StrEnum):
    """The kinds that we obey."""

    created = "transfer.created"
    amended = "transfer.amended"
    cancelled = "transfer.cancelled"
    urged = "transfer.urged"
    supervised = "transfer.supervised"
    reopened = "transfer.reopened"
    review_asked = "transfer.review"
    surveyed = "survey.result"
    return_accepted = "return.accepted"
    return_refused = "return.refused"
    extension_granted = "extension.granted"
    extension_refused = "extension.refused"


class MessageState(StrEnum):
    """What became of a message.

    applied: it opened or changed a ticket. held: what it speaks of is not here yet (its order, or the round or decision
    before it), it waits for it. duplicate: the order was
    here already. overtaken: it came too late to change anything (older than what we hold, or the ticket is closed).
    """

    applied = "applied"
    held = "held"
    duplicate = "duplicate"
    overtaken = "overtaken"


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageDetails:
    """What a message without content says: to which request of ours, and what; `days` are working days that it
    grants, or within which it wants the report. Words of the hotline stay in `body`."""

    request_id: UUID | None = None
    days: int = 0
    final: bool = False
    grade: Grade | None = None
    contacted_first: bool | None = None
    solved: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockDue:
    """A clock as the receipt tells it."""

    code: str
    due_at: datetime
    certainty: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageReceipt:
    """Our answer to a message. Without a ticket the message is held until its order comes. `set_aside` are the places
    of what could not be read."""

    ticket_id: UUID | None = None
    ticket_no: str | None = None
    order_no: str
    received_at: datetime
    clocks: tuple[ClockDue, ...] = ()
    set_aside: tuple[str, ...] = ()

    @classmethod
    def of(cls, ticket: Ticket, clocks: list[Clock], set_aside: tuple[str, ...] = ()) -> Self:
        """The receipt for a message about a ticket."""
        due = (ClockDue(code=one.code, due_at=one.due_at, certainty=one.certainty) for one in clocks)
        return cls(
            ticket_id=ticket.id,
            ticket_no=ticket.no,
            order_no=ticket.order_no,
            received_at=ticket.received_at,
            clocks=tuple(due),
            set_aside=set_aside,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One delivery of the hotline. `id` is unique for ever; `body` is kept as it came, `digest` is its SHA-256.

    `order` is filled for kinds with content, `said` for those that decide or grade; in the row only while it is held.
    """

    id: str
    kind: MessageKind
    order_no: str
    occurred_at: datetime
    arrived_at: datetime
    digest: bytes
    body: bytes
    order: Order | None = None
    said: MessageDetails | None = None
    state: MessageState = MessageState.held
    ticket_id: UUID | None = None
    receipt: MessageReceipt | None = None

    @property
    def in_hotline_order(self) -> tuple[datetime, datetime, str]:
        """Sorts held messages as things happened at the hotline."""
        return (self.occurred_at, self.arrived_at, self.id)
