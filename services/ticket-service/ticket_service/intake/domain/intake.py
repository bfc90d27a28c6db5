"""How messages of the hotline become tickets, whatever their order and however often they come (docs/facts.md §3.5)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from gongkai.worktime.days import office_day
from ticket_service.intake.domain.apply_message import apply_message
from ticket_service.intake.domain.message import Message, MessageKind, MessageState
from ticket_service.routing.domain import DispatchTable, unit_for
from ticket_service.ticket.domain.change import Change
from ticket_service.ticket.domain.lifecycle import Act
from ticket_service.ticket.domain.parts import acts_on_parts
from ticket_service.ticket.domain.statutory import owed_from_receipt
from ticket_service.ticket.domain.ticket import Ticket, received_at
from ticket_service.ticket.values.case_log import MatterKind
from ticket_service.ticket.values.number import ticket_no


@dataclass
class Intake:
    """Takes the messages of one transaction; what is to be written stands in `taken`, `released`, `steps`, `opened`
    and `changed`.

    - a first `created` opens the ticket; what was held for it is then applied in the hotline's order;
    - a further `created` of the same order is a duplicate: no other ticket, no new clock, no other content;
    - anything else before its `created` is held; so is what speaks of a round that the hotline has not opened yet, or
      of what follows a decision that is not here yet (see `obeying`): it is taken up once that has come;
    - an amendment older than the content we hold, and anything for a ticket that is over, is overtaken.
    """

    open_ticket: Callable[[Message], Ticket]
    there: Mapping[str, Ticket]
    """The tickets of these orders, by order number, as they were before."""
    earlier: Sequence[Message]
    """Messages that came before under one of these ids, and those that are held for one of these orders."""
    parts_there: Mapping[str, Sequence[Ticket]] = field(default_factory=dict)
    """What was split from them, as it was before."""
    taken: list[Message] = field(default_factory=list)
    released: list[Message] = field(default_factory=list)
    steps: list[Change] = field(default_factory=list)
    tickets: dict[str, Ticket] = field(init=False)
    parts: dict[UUID, Ticket] = field(init=False)
    _waiting: dict[str, list[Message]] = field(default_factory=dict)
    _stored: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.tickets = dict(self.there)
        self.parts = {part.id: part for parts in self.parts_there.values() for part in parts}
        for message in self.earlier:
            if message.state is MessageState.held:
                self._waiting.setdefault(message.order_no, []).append(message)
                self._stored.add(message.id)

    @property
    def opened(self) -> list[Ticket]:
        """Tickets that are new."""
        return [ticket for order_no, ticket in self.tickets.items() if order_no not in self.there]

    @property
    def changed(self) -> list[Ticket]:
        """Tickets that were there and are different now."""
        whole = [self.tickets[order_no] for order_no, before in self.there.items() if self.tickets[order_no] != before]
        return whole + [self.parts[one.id] for one in self.before if one.part_of and self.parts[one.id] != one]

    @property
    def before(self) -> list[Ticket]:
        """Every ticket that was there, as it was."""
        return [*self.there.values(), *(part for parts in self.parts_there.values() for part in parts)]

    def take(self, messages: Iterable[Message]) -> None:
        """All messages, one after another, each id once; those that still wait for their order in the end are held."""
        seen = {one.id for one in self.earlier}
        for message in messages:
            if message.id not in seen:
                seen.add(message.id)
                self._take(message)
        for order_no, waiting in self._waiting.items():
            ticket = self.tickets.get(order_no)
            fresh = [one for one in waiting if one.id not in self._stored]
            self.taken.extend(replace(one, ticket_id=ticket.id) if ticket else one for one in fresh)
        self._waiting.clear()

    def _take(self, message: Message) -> None:
        ticket = self.tickets.get(message.order_no)
        if message.kind is not MessageKind.created:
            self._waiting.setdefault(message.order_no, []).append(message)
        elif ticket:
            self.taken.append(replace(message, state=MessageState.duplicate, ticket_id=ticket.id, order=None))
        else:
            ticket = self.open_ticket(message)
            self.tickets[message.order_no] = ticket
            owed = owed_from_receipt(ticket) if ticket.matter_kind else ()
            self.steps.append(Change(act=Act.received, ticket=ticket, at=message.arrived_at, moments=owed))
            self.taken.append(replace(message, state=MessageState.applied, ticket_id=ticket.id, order=None))
        if message.order_no in self._waiting:
            self._obey_waiting(message.order_no)

    def _obey_waiting(self, order_no: str) -> None:
        """Take up what waits, as things happened at the hotline, until nothing moves any more."""
        waiting = sorted(self._waiting.pop(order_no), key=lambda one: one.in_hotline_order)
        while order_no in self.tickets and (done := next(filter(None, map(self._obeyed, waiting)), None)):
            waiting = [one for one in waiting if one.id != done.id]
            (self.released if done.id in self._stored else self.taken).append(done)
        if waiting:
            self._waiting[order_no] = waiting

    def _obeyed(self, message: Message) -> Message | None:
        """The message and what became of it; `None` if it still has to wait."""
        ticket = self.tickets[message.order_no]
        steps = apply_message(ticket, message)
        if steps is None:
            return None
        state = MessageState.applied if steps else MessageState.overtaken
        if not steps:
            steps = (Change(act=Act.overtaken, ticket=ticket, at=message.arrived_at, note=message.kind),)
        for step in steps:
            self._follow(step)
        return replace(message, state=state, ticket_id=ticket.id, order=None, said=None)

    def _follow(self, step: Change) -> None:
        """Write down what happened to an order, and what that does to its parts."""
        order_no = step.ticket.order_no
        self.tickets[order_no] = step.ticket
        others = acts_on_parts(step, [self.parts[one.id] for one in self.parts_there.get(order_no, ())])
        self.parts |= {one.ticket.id: one.ticket for one in others}
        self.steps += [step, *others]


def open_ticket(message: Message, ticket_id: UUID, serial: int, table: DispatchTable) -> Ticket:
    """The ticket that a `created` message opens, with the unit that the dispatch table names."""
    order = message.order
    assert order is not None, "only messages with content open tickets"
    day = office_day(message.arrived_at)
    return Ticket(
        id=ticket_id,
        no=ticket_no(day, serial),
        order_no=order.order_no,
        order=order,
        unit=unit_for(table, order.district, order.category, day),
        arrived_at=message.arrived_at,
        received_at=received_at(order.dispatched_at, message.arrived_at),
        content_as_of=message.occurred_at,
        matter_kind=MatterKind.of(order.matter) if order.matter else None,
    )
