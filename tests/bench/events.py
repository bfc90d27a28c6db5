"""The events that the messaging benches send: a ticket is received, with its two clocks."""

from datetime import datetime
from typing import Final
from uuid import UUID

from gongkai.clocks.clock import Clock, facts
from gongkai.events.envelope import Envelope
from gongkai.events.ticket import TicketReceived
from gongkai.timepiece import new_id
from gongkai.worktime.calendar import load_calendar
from gongkai.worktime.limit import Limit

CONTACT: Final = Limit("first_contact", working_days=1, title="先行联系")
FINISH: Final = Limit("finish", working_days=15, title="办结")
LIMITS: Final = {limit.code: limit for limit in (CONTACT, FINISH)}


def ticket_received(at: datetime, ticket_id: UUID | None = None) -> TicketReceived:
    """A ticket of its own, or that ticket."""
    subject = ticket_id or new_id()
    clocks = [Clock.started(subject, limit, at, load_calendar()) for limit in LIMITS.values()]
    return TicketReceived(
        aggregate_id=subject,
        version=1,
        ref="TK-260708-000001",
        unit="consumer",
        desk_path=f"/desk/tickets/{subject}",
        clocks=facts(clocks, LIMITS),
        state="received",
        order_no="SH20260708000001",
        source="phone",
        kind="transfer",
        priority="normal",
        received_at=at,
    )


def envelopes(count: int, at: datetime) -> list[Envelope]:
    """So many events, each of a ticket of its own. Counting the clocks once is enough: only the ids differ."""
    first = ticket_received(at)
    return [
        Envelope.around(
            first.model_copy(update={"aggregate_id": new_id()}), id=new_id(), source="/ticket-service", time=at
        )
        for _ in range(count)
    ]
