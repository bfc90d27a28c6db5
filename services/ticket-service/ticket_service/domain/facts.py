"""What the ticket service tells others about a ticket: ids, states, units and dates, never a person's data."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from gongkai.events.envelope import ClockFact
from gongkai.events.ticket import TicketAmended, TicketCancelled, TicketEvent, TicketReceived, TicketUrged
from ticket_service.domain.history import Act, Step
from ticket_service.domain.order import Kind, Priority, Source
from ticket_service.domain.ticket import Ticket


def told(ticket: Ticket, clocks: Sequence[ClockFact]) -> dict[str, Any]:
    """What every event about a ticket says."""
    return {
        "aggregate_id": ticket.id,
        "version": ticket.version,
        "ref": ticket.no,
        "unit": ticket.unit,
        "desk_path": f"/desk/tickets/{ticket.id}",
        "clocks": tuple(clocks),
        "state": ticket.state.value,
        "order_no": ticket.order_no,
    }


def fact_of(step: Step, clocks: Sequence[ClockFact]) -> TicketEvent | None:
    """The event that a message of the hotline gives rise to; an overtaken one changes nothing, so it tells nothing."""
    make = FACTS.get(step.act)
    return make(step.ticket, told(step.ticket, clocks)) if make else None


def _received(ticket: Ticket, said: dict[str, Any]) -> TicketEvent:
    """Only words of our own lists: the hotline's free words might name somebody."""
    order = ticket.order
    return TicketReceived(
        **said,
        source=Source.of(order.source).value,
        kind=Kind.of(order.kind).value,
        priority=Priority.of(order.priority).value,
        received_at=ticket.received_at,
    )


FACTS: Final[dict[Act, Callable[[Ticket, dict[str, Any]], TicketEvent]]] = {
    Act.received: _received,
    Act.amended: lambda ticket, said: TicketAmended(**said),
    Act.urged: lambda ticket, said: TicketUrged(**said, times_urged=ticket.times_urged),
    Act.cancelled: lambda ticket, said: TicketCancelled(**said),
}
