"""How messages of the hotline become tickets, whatever their order and however often they come (domain.md 4.5)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final
from uuid import UUID

from gongkai.worktime.days import office_day
from ticket_service.domain.dispatch import unit_for
from ticket_service.domain.history import Act, Step
from ticket_service.domain.message import Message, MessageKind, MessageState
from ticket_service.domain.number import ticket_no
from ticket_service.domain.ticket import Ticket, received_at

ACTS: Final = {
    MessageKind.amended: Act.amended,
    MessageKind.cancelled: Act.cancelled,
    MessageKind.urged: Act.urged,
}


@dataclass
class Intake:
    """Takes the messages of one transaction; what is to be written stands in `taken`, `released`, `steps`, `opened`
    and `changed`.

    - a first `created` opens the ticket; what was held for it is then applied in the hotline's order;
    - a further `created` of the same order is a duplicate: no other ticket, no new clock, no other content;
    - anything else before its `created` is held;
    - an amendment older than the content we hold, and anything for a closed ticket, is overtaken.
    """

    open_ticket: Callable[[Message], Ticket]
    there: Mapping[str, Ticket]
    """The tickets of these orders, by order number, as they were before."""
    earlier: Sequence[Message]
    """Messages that came before under one of these ids, and those that are held for one of these orders."""
    taken: list[Message] = field(default_factory=list)
    released: list[Message] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    tickets: dict[str, Ticket] = field(init=False)
    _waiting: dict[str, list[Message]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.tickets = dict(self.there)

    @property
    def opened(self) -> list[Ticket]:
        """Tickets that are new."""
        return [ticket for order_no, ticket in self.tickets.items() if order_no not in self.there]

    @property
    def changed(self) -> list[Ticket]:
        """Tickets that were there and are different now."""
        return [self.tickets[order_no] for order_no, before in self.there.items() if self.tickets[order_no] != before]

    @property
    def cancelled(self) -> list[UUID]:
        """Tickets whose clocks stop."""
        return [step.ticket.id for step in self.steps if step.act is Act.cancelled]

    def take(self, messages: Iterable[Message]) -> None:
        """All messages, one after another, each id once; those that still wait for their order in the end are held."""
        seen = {one.id for one in self.earlier}
        for message in messages:
            if message.id not in seen:
                seen.add(message.id)
                self._take(message)
        for waiting in self._waiting.values():
            self.taken.extend(waiting)
        self._waiting.clear()

    def _take(self, message: Message) -> None:
        ticket = self.tickets.get(message.order_no)
        if message.kind is MessageKind.created:
            self._create(message, ticket)
        elif ticket is None:
            self._waiting.setdefault(message.order_no, []).append(message)
        else:
            self.taken.append(self._apply(message, ticket))

    def _create(self, message: Message, ticket: Ticket | None) -> None:
        if ticket:
            self.taken.append(replace(message, state=MessageState.duplicate, ticket_id=ticket.id, order=None))
            return
        ticket = self.open_ticket(message)
        self.taken.append(self._stepped(message, Act.received, ticket))
        self._release(ticket)

    def _release(self, ticket: Ticket) -> None:
        stored = [one for one in self.earlier if one.order_no == ticket.order_no and one.state is MessageState.held]
        fresh = self._waiting.pop(ticket.order_no, [])
        for message in sorted([*stored, *fresh], key=lambda one: one.in_hotline_order):
            done = self._apply(message, self.tickets[ticket.order_no])
            (self.released if message in stored else self.taken).append(done)

    def _apply(self, message: Message, ticket: Ticket) -> Message:
        after = changed(ticket, message)
        if after is None:
            self.steps.append(Step(act=Act.overtaken, ticket=ticket, at=message.arrived_at, note=message.kind))
            return replace(message, state=MessageState.overtaken, ticket_id=ticket.id, order=None)
        return self._stepped(message, ACTS[message.kind], after)

    def _stepped(self, message: Message, act: Act, ticket: Ticket) -> Message:
        self.tickets[ticket.order_no] = ticket
        self.steps.append(Step(act=act, ticket=ticket, at=message.arrived_at))
        return replace(message, state=MessageState.applied, ticket_id=ticket.id, order=None)


def changed(ticket: Ticket, message: Message) -> Ticket | None:
    """The ticket after an amendment, an urging or a cancellation; `None` if the message was overtaken."""
    if not ticket.is_open:
        return None
    if message.kind is MessageKind.cancelled:
        return ticket.cancel(message.arrived_at)
    if message.kind is MessageKind.urged:
        return ticket.urge()
    if message.order is None or message.occurred_at < ticket.content_as_of:
        return None
    return ticket.amend(message.order, message.occurred_at)


def opened(message: Message, ticket_id: UUID, serial: int) -> Ticket:
    """The ticket that a `created` message opens, with the unit that the dispatch table names."""
    order = message.order
    assert order is not None, "only messages with content open tickets"
    return Ticket(
        id=ticket_id,
        no=ticket_no(office_day(message.arrived_at), serial),
        order_no=order.order_no,
        order=order,
        unit=unit_for(order.district, order.category),
        arrived_at=message.arrived_at,
        received_at=received_at(order.dispatched_at, message.arrived_at),
        content_as_of=message.occurred_at,
    )
