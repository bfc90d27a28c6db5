"""What the ticket service tells others about a ticket: ids, states, units and dates, never a person's data."""

from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar

from gongkai.events.envelope import ClockFact
from gongkai.events.ticket import (
    ExtensionDecided,
    ReturnDecided,
    ReviewAsked,
    TicketAmended,
    TicketCancelled,
    TicketEvent,
    TicketReceived,
    TicketReopened,
    TicketSupervised,
    TicketSurveyed,
    TicketUrged,
)
from ticket_service.ticket.domain.change import Change
from ticket_service.ticket.domain.lifecycle import Act
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.values.case_log import ExtensionRequest, Grade, RequestState, ReturnRequest
from ticket_service.ticket.values.order import OrderKind, Priority, Source

R = TypeVar("R", bound=ReturnRequest | ExtensionRequest)


def event_fields(ticket: Ticket, clocks: Sequence[ClockFact]) -> dict[str, Any]:
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


def event_of(change: Change, clocks: Sequence[ClockFact]) -> TicketEvent | None:
    """The event that an act gives rise to: its own, or the one of its kind; an overtaken message tells nothing."""
    if change.event:
        return change.event(**event_fields(change.ticket, clocks))
    make = EVENTS.get(change.act)
    return make(change.ticket, event_fields(change.ticket, clocks)) if make else None


def is_announced(change: Change) -> bool:
    """Whether others are told of the act."""
    return change.event is not None or change.act in EVENTS


def _received(ticket: Ticket, said: dict[str, Any]) -> TicketEvent:
    """Only words of our own lists: the hotline's free words might name somebody."""
    order = ticket.order
    return TicketReceived(
        **said,
        source=Source.of(order.source).value,
        kind=OrderKind.of(order.kind).value,
        priority=Priority.of(order.priority).value,
        received_at=ticket.received_at,
    )


def _return_decided(ticket: Ticket, said: dict[str, Any]) -> TicketEvent:
    request = latest_decided(ticket.case_log.returns)
    accepted = request.state is RequestState.granted
    return ReturnDecided(**said, request_id=request.id, accepted=accepted, final=request.final)


def _extension_decided(ticket: Ticket, said: dict[str, Any]) -> TicketEvent:
    request = latest_decided(ticket.case_log.extensions)
    granted = request.state is RequestState.granted
    return ExtensionDecided(**said, request_id=request.id, granted=granted, days=request.granted)


def latest_decided(requests: Sequence[R]) -> R:
    """The request on which somebody decided last."""
    return max((one for one in requests if one.decided_at), key=lambda one: (one.decided_at or one.at, one.at))


EVENTS: Final[dict[Act, Callable[[Ticket, dict[str, Any]], TicketEvent]]] = {
    Act.received: _received,
    Act.amended: lambda ticket, said: TicketAmended(**said),
    Act.urged: lambda ticket, said: TicketUrged(**said, times_urged=ticket.times_urged),
    Act.supervised: lambda ticket, said: TicketSupervised(**said, times_supervised=ticket.case_log.times_supervised),
    Act.cancelled: lambda ticket, said: TicketCancelled(**said),
    Act.surveyed: lambda ticket, said: TicketSurveyed(**said, grade=(ticket.case_log.grade or Grade.other).value),
    Act.reopened: lambda ticket, said: TicketReopened(**said, cycle=ticket.case_log.cycle),
    Act.review_asked: lambda ticket, said: ReviewAsked(**said),
    Act.return_accepted: _return_decided,
    Act.return_refused: _return_decided,
    Act.return_refused_finally: _return_decided,
    Act.extension_granted: _extension_decided,
    Act.extension_refused: _extension_decided,
}
