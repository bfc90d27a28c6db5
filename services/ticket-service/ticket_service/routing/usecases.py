"""Assign a ticket, object to a dispatch, refuse an objection, amend the dispatch table and preview an amendment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Final
from uuid import UUID

from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.fields.body import Body
from gongkai.fields.inputs import Input, Widget
from gongkai.fields.text import Line, Prose
from gongkai.organisation.units import in_service
from gongkai.refusals import ChangedMeanwhile
from gongkai.unit_of_work import Work
from gongkai.worktime.days import office_day
from ticket_service.routing import domain, store
from ticket_service.routing.domain import DispatchRow, DispatchTable, rows_of, unit_for
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.record import record
from ticket_service.ticket.store import co_units, tickets
from ticket_service.ticket.values.case_log import Assignment, Objection
from ticket_service.ticket.values.person import Person


class UnitAssignment(Body):
    """The unit that handles the ticket from now on, and why."""

    unit: Annotated[str, Line(40), Input("承办单位", widget=Widget.select)]
    reason: Annotated[str, Line(500), Input("改派理由")]


async def assign_ticket(ticket_id: UUID, assigned: UnitAssignment, version: int | None, work: Work) -> Ticket:
    """Move the ticket to another unit, which helps with it no longer; the reason stands with the ticket, where it is
    masked for others."""
    ticket = await tickets.to_change(work.db, ticket_id, work.actor.only_unit, version)
    made = Assignment(
        unit_from=ticket.unit,
        unit_to=in_service(assigned.unit, office_day(work.now), "/unit").code,
        at=work.now,
        by=Person.of(work.actor),
        reason=assigned.reason,
    )
    after = await record(domain.assign(ticket, made), work)
    await co_units.end_help(work.db, after.id, after.unit)
    return after


class ObjectionSaid(Body):
    """Why the order is not for this unit and, if it is known, for whom it is."""

    reason: Annotated[str, Prose(500), Input("理由", rows=3)]
    proposed_unit: Annotated[
        Annotated[str, Line(40)] | None, Input("建议的承办单位", widget=Widget.select, blank="不清楚")
    ] = None


async def object_to_dispatch(ticket_id: UUID, said: ObjectionSaid, version: int | None, work: Work) -> Ticket:
    """Put the objection on file; the office finds it in its list."""
    ticket = await tickets.to_change(work.db, ticket_id, work.actor.only_unit, version)
    proposed = said.proposed_unit and in_service(said.proposed_unit, office_day(work.now), "/proposed_unit").code
    objection = Objection(
        id=work.new_id(),
        at=work.now,
        by=Person.of(work.actor),
        unit=work.actor.unit,
        reason=said.reason,
        proposed_unit=proposed,
    )
    return await record(domain.object_to_dispatch(ticket, objection), work)


class ObjectionRefusal(Body):
    """Why the order stays where it is."""

    reason: Annotated[str, Prose(500), Input("不采纳的理由", "承办单位会看到", rows=3)]


async def refuse_objection(ticket_id: UUID, said: ObjectionRefusal, version: int | None, work: Work) -> Ticket:
    """Refuse an objection; the unit reads the answer on the ticket, and goes on handling it."""
    ticket = await tickets.to_change(work.db, ticket_id, work.actor.only_unit, version)
    return await record(domain.refuse_objection(ticket, work.actor.name, said.reason, work.now), work)


class RowSaid(Body):
    """One row: which orders go to which unit. `unit` is a code of the organisation, or `district`."""

    unit: Annotated[str, Line(40)]
    categories: tuple[Annotated[str, Line(40)], ...] = Field(default=(), max_length=50)
    districts: tuple[Annotated[str, Line(20)], ...] = Field(default=(), max_length=50)

    @property
    def row(self) -> DispatchRow:
        """As the domain takes it."""
        return DispatchRow(unit=self.unit, categories=self.categories, districts=self.districts)


class AmendedTable(Body):
    """The whole table as it is to be from now on, the first row first, and why."""

    rows: tuple[RowSaid, ...]
    reason: Annotated[str, Line(500)]


async def amend_dispatch_table(amended: AmendedTable, read: int | None, work: Work) -> DispatchTable:
    """`read` is the edition that the editor had before him. Tickets that were dispatched stay where they are; a table
    that is left as it was is no new edition."""
    rows = rows_of([one.row for one in amended.rows], office_day(work.now))
    before = await store.current_table(work.db)
    if read not in (None, before.edition):
        raise _changed()
    if rows == before.rows:
        return before
    after = DispatchTable(
        rows=rows,
        edition=before.edition + 1,
        reason=amended.reason,
        amended_by=work.actor.id,
        name=work.actor.name,
        amended_at=work.now,
    )
    if not await store.keep(work.db, after):
        raise _changed()
    work.audit("dispatch-table.amended", "dispatch-table", edition=after.edition, rows=len(rows))
    return after


def _changed() -> ChangedMeanwhile:
    return ChangedMeanwhile("派单规则在您打开之后有人改过，请对照最新内容后再保存。")


LOOKED_BACK: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """Open tickets of the last days, and how many of them another table would have sent to another unit."""

    tickets: int
    elsewhere: int


async def preview_dispatch(db: AsyncConnection, rows: Sequence[DispatchRow], now: datetime) -> Preview:
    """Nothing is moved: what was dispatched stays where it is, unless the office re-assigns it."""
    held, wanted, day = await store.current_table(db), DispatchTable(rows=tuple(rows)), office_day(now)
    tickets = elsewhere = 0
    for each in await store.count_open_tickets(db, now - LOOKED_BACK):
        tickets += each.tickets
        before, after = (unit_for(table, each.district, each.category, day) for table in (held, wanted))
        elsewhere += each.tickets if before != after else 0
    return Preview(tickets=tickets, elsewhere=elsewhere)
