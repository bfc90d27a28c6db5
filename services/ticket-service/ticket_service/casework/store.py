"""All SQL of the worklist, and the figures by which the health of the business is judged."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Select,
    and_,
    desc,
    exists,
    func,
    literal_column,
    or_,
    select,
    tuple_,
    type_coerce,
    union_all,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.runtime.service import ServiceRuntime
from gongkai.webhooks import ledger
from ticket_service.casework.domain.worklist import ColourEdge, QueueColour, WorklistFilter, WorklistMark, spellings
from ticket_service.intake.store import HELD, hotline_message
from ticket_service.reconciliation import store as reconciliation
from ticket_service.reconciliation.domain import RunState
from ticket_service.ticket.domain.lifecycle import TicketState
from ticket_service.ticket.domain.next_deadline import NextDeadlineStatus
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.store.tables import RARE, co_unit, ticket
from ticket_service.ticket.store.tickets import as_ticket
from ticket_service.ticket.values.order import Source

MOST_COUNTED: Final = 1000
"""Beyond this the figure reads 999+: counting is not to grow with the number of tickets."""
FOUND_AT_MOST: Final = 20
LOOKED_THROUGH: Final = 1000
LAST_SIGN: Final = "\U0010ffff"
SOURCE: Final[ColumnElement[str]] = type_coerce(ticket.c.order, JSONB)["source"].astext
RUNS: Final = ticket.c.next_standing.in_((NextDeadlineStatus.final, NextDeadlineStatus.provisional))


@dataclass(frozen=True, slots=True)
class WorklistQuery:
    """What is wanted, and where the colours begin and end at this moment."""

    wanted: WorklistFilter
    edges: Sequence[ColourEdge]
    now: datetime


async def page(db: AsyncConnection, asked: WorklistQuery, after: tuple[Any, ...] | None, limit: int) -> list[Ticket]:
    """Tickets by the due instant of the clock that leads; what is over the other way round."""
    return [as_ticket(row) for row in await db.execute(page_statement(asked, after, limit))]


def page_statement(asked: WorklistQuery, after: tuple[Any, ...] | None, limit: int) -> Select[Any]:
    """The statement of a page; `after` is due instant and id of the last ticket before it."""
    wanted, conditions = asked.wanted, _conditions(asked)
    if after:
        here, last = tuple_(ticket.c.next_due_at, ticket.c.id), tuple_(*after)
        conditions.append(here < last if wanted.newest_first else here > last)
    runs = [_run(state, conditions, wanted, limit) for state in wanted.states]
    found = union_all(*(run.subquery().select() for run in runs)).subquery()
    return select(found).order_by(*_order(found.c, wanted)).limit(limit)


async def count(db: AsyncConnection, asked: WorklistQuery) -> int:
    """How many tickets are wanted, up to 1,000."""
    conditions = _conditions(asked)
    runs = [_run(state, conditions, asked.wanted, MOST_COUNTED, ticket.c.id) for state in asked.wanted.states]
    found = union_all(*(run.subquery().select() for run in runs)).limit(MOST_COUNTED).subquery()
    return await db.scalar(select(func.count()).select_from(found)) or 0


async def starting_with(db: AsyncConnection, number: str, unit: str | None) -> list[Ticket]:
    """The first tickets whose number, ours or the hotline's, begins with these signs; of a few signs only the first
    thousand are looked through."""
    runs = [_beginning(ticket.c.no, number.upper(), unit), _beginning(ticket.c.order_no, number, unit)]
    found = {row.id: row for run in runs for row in await db.execute(run)}
    return [as_ticket(row) for row in list(found.values())[:FOUND_AT_MOST]]


async def of_ids(db: AsyncConnection, ids: Sequence[UUID], unit: str | None) -> dict[UUID, Ticket]:
    """These tickets, as far as people of the unit may see them."""
    wanted = select(ticket).where(ticket.c.id.in_(ids))
    if unit:
        wanted = wanted.where(ticket.c.unit == unit)
    return {row.id: as_ticket(row) for row in await db.execute(wanted)}


def _beginning(column: Column[str], signs: str, unit: str | None) -> Select[Any]:
    begin = select(ticket).where(column >= signs, column < signs + LAST_SIGN).order_by(column)
    if unit is None:
        return begin.limit(FOUND_AT_MOST)
    near = begin.limit(LOOKED_THROUGH).subquery()
    helped = exists().where(co_unit.c.ticket_id == near.c.id, co_unit.c.unit == unit)
    own = select(near).where(or_(near.c.unit == unit, helped))
    return own.order_by(near.c[column.name]).limit(FOUND_AT_MOST)


def _run(
    state: TicketState, conditions: Sequence[ColumnElement[bool]], wanted: WorklistFilter, limit: int, *columns: Any
) -> Select[Any]:
    run = select(*columns or (ticket,)).where(ticket.c.state == state, *conditions)
    return run.order_by(*_order(ticket.c, wanted)).limit(limit)


def _order(columns: Any, wanted: WorklistFilter) -> tuple[Any, ...]:
    order = (columns.next_due_at, columns.id)
    return tuple(map(desc, order)) if wanted.newest_first else order


def _conditions(asked: WorklistQuery) -> list[ColumnElement[bool]]:
    wanted = asked.wanted
    conditions: list[ColumnElement[bool]] = []
    if wanted.mark is WorklistMark.helped:
        conditions.append(exists().where(co_unit.c.ticket_id == ticket.c.id, co_unit.c.unit == wanted.helper))
    elif wanted.reader is not None:
        conditions.append(ticket.c.unit == wanted.reader)
    if wanted.mark and wanted.mark is not WorklistMark.helped:
        conditions.append(_rare(wanted.mark.value))
    if wanted.unit is not None:
        conditions.append(ticket.c.unit == wanted.unit)
    if wanted.matter is not None:
        conditions.append(ticket.c.matter_kind == wanted.matter)
    if wanted.source is not None:
        conditions.append(_from(wanted.source))
    if wanted.colour is not None:
        conditions += _of_colour(wanted.colour, asked.edges, asked.now)
    return conditions


def _rare(name: str) -> ColumnElement[bool]:
    return literal_column(f"({RARE[name]})", Boolean)


def _from(source: Source) -> ColumnElement[bool]:
    if source.value in RARE:
        return _rare(source.value)
    return SOURCE.in_(spellings(source))


def _of_colour(colour: QueueColour, edges: Sequence[ColourEdge], now: datetime) -> list[ColumnElement[bool]]:
    """The colours as the pages show them (`clock_face`), as ranges of due instants."""
    due_at = ticket.c.next_due_at
    if colour is QueueColour.paused:
        return [_rare("paused")]
    if colour is QueueColour.overdue:
        return [RUNS, due_at <= now]
    if colour is QueueColour.red:
        last = max(edge.red_until for edge in edges)
        return [RUNS, due_at > now, due_at <= last, or_(*(_of(one, due_at <= one.red_until) for one in edges))]
    if colour is QueueColour.yellow:
        last = max(edge.yellow_until for edge in edges)
        within = (_of(one, due_at > one.red_until, due_at <= one.yellow_until) for one in edges)
        return [RUNS, due_at > now, due_at <= last, or_(*within)]
    stands = (
        _rare("provisional")
        if colour is QueueColour.provisional
        else ticket.c.next_standing == NextDeadlineStatus.final
    )
    return [stands, due_at > now, or_(*(_of(one, due_at > one.yellow_until) for one in edges))]


def _of(edge: ColourEdge, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return and_(ticket.c.next_clock.in_(edge.codes), *conditions)


WAITING_FOR_ORDER = select(func.count()).select_from(hotline_message).where(hotline_message.c.state == HELD)


async def business_health(running: ServiceRuntime) -> dict[str, Any]:
    """Counts, and the age in seconds of the oldest call-back that waits."""
    async with running.reading() as db:
        callbacks = await ledger.figures(db)
        held = await db.scalar(WAITING_FOR_ORDER) or 0
        unexplained = sum(without_note for _, without_note in (await reconciliation.counts(db)).values())
        runs = await reconciliation.last_runs(db, 1)
    oldest = callbacks.oldest_waiting
    age = max(0, int((running.timepiece.now() - oldest).total_seconds())) if oldest else 0
    return {
        "callbacks_waiting": callbacks.waiting,
        "callbacks_dead": callbacks.dead,
        "callbacks_oldest_seconds": age,
        "endpoints_paused": callbacks.paused_endpoints,
        "messages_held": held,
        "differences_unexplained": unexplained,
        "reconciliation_failed": int(bool(runs) and runs[0].state == RunState.failed),
    }
