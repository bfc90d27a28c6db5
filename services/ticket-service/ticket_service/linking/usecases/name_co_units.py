"""The office, or the unit that leads, says which units help (协办)."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from gongkai.events.ticket import CoHandlingNamed
from gongkai.fields.body import Body
from gongkai.fields.text import Line
from gongkai.organisation.units import in_service, name_of
from gongkai.unit_of_work import Work
from gongkai.worktime.days import office_day
from ticket_service.linking.domain.links import co_handle
from ticket_service.linking.store import links as joining
from ticket_service.ticket.domain.lifecycle import Act
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.domain.ticket_events import event_fields
from ticket_service.ticket.store import history, tickets


class CoUnitsNamed(Body):
    """These units and no others; none ends the help. And why."""

    units: tuple[Annotated[str, Line(40)], ...] = Field(max_length=20)
    reason: Annotated[str, Line(500)]


async def name_co_units(ticket_id: UUID, named: CoUnitsNamed, version: int | None, work: Work) -> Ticket:
    """They may read the ticket, without the citizen, and give their opinion; no clock moves."""
    ticket = await tickets.to_change(work.db, ticket_id, work.actor.only_unit, version)
    today = office_day(work.now)
    units = sorted({in_service(code, today).code for code in named.units})
    after = co_handle(ticket, units)
    await tickets.save(work.db, ticket, after)
    await joining.set_co_units(work.db, ticket.id, units)
    why = ticket.order.hidden(named.reason)
    await history.note(work, after.id, Act.co_handled, f"{'、'.join(map(name_of, units)) or '无'}：{why}")
    work.audit("ticket.co_handled", str(after.id), units=units, reason=why)
    work.announce(CoHandlingNamed(**event_fields(after, await work.clocks.facts(after.id)), co_units=tuple(units)))
    return after
