"""Who reads what of a ticket: others nobody's personal data, its own unit as much as it needs, and of whoever wants to
stay unknown (保密), or reports somebody (举报), nobody anything before he says for what."""

from collections.abc import Callable
from dataclasses import replace

from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.values.case_log import CaseLog
from ticket_service.ticket.values.order import Order


def order_for(ticket: Ticket, unit: str) -> Order:
    """The order as people of this unit may read it."""
    if unit != ticket.unit:
        return ticket.order.masked()
    citizen = ticket.order.citizen
    return ticket.order.shown_as(citizen.masked() if ticket.is_protected else citizen.guarded())


def case_log_for(ticket: Ticket, unit: str) -> CaseLog:
    """The dealings as people of this unit may read them."""
    hide = _hiding(ticket, unit)
    return ticket.dealings.masked(hide) if ticket.dealings and hide else ticket.case_log


def ticket_for(ticket: Ticket, unit: str) -> Ticket:
    """The whole ticket as people of this unit may read it: what was noted and reported names the citizen too."""
    hide = _hiding(ticket, unit)
    order = order_for(ticket, unit)
    if hide is None:
        return ticket if order is ticket.order else replace(ticket, order=order)
    return replace(
        ticket,
        order=order,
        contacts=tuple(replace(one, note=hide(one.note)) for one in ticket.contacts),
        report=ticket.report and ticket.report.hidden(hide),
        dealings=case_log_for(ticket, unit) if ticket.dealings else None,
    )


def _hiding(ticket: Ticket, unit: str) -> Callable[[str], str] | None:
    """How the words of staff are changed for people of this unit; `None` leaves them as they are."""
    if unit != ticket.unit:
        return ticket.order.hidden
    return ticket.order.unnamed if ticket.is_protected else None
