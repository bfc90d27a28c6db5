"""All SQL about tickets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from functools import cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Integer,
    Row,
    Select,
    String,
    Uuid,
    any_,
    bindparam,
    exists,
    insert,
    literal_column,
    or_,
    select,
    tuple_,
    union_all,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.clocks.clock import Clock
from gongkai.database.columns import Instant
from gongkai.database.compiled import Compiled
from gongkai.database.raw_connections import RawConnections
from gongkai.refusals import ChangedMeanwhile
from ticket_service.ticket.domain.lifecycle import OPEN, TicketState
from ticket_service.ticket.domain.next_deadline import NextDeadlineStatus, deadline_columns
from ticket_service.ticket.domain.ticket import ReportDelivery, Ticket, TicketUnknown
from ticket_service.ticket.store.tables import CASE_LOG, CONTACTS, ORDER, RARE, REPORT, co_unit, ticket
from ticket_service.ticket.values.case_log import MatterKind

FIELDS: Final = [field.name for field in fields(Ticket)]
COPIED: Final = ("finish_due_at", "next_due_at", "next_clock", "next_standing")
"""What only the clocks say; an act does not write it back."""
FIXED: Final = ("id", "no", "order_no", "part_of", "part_no", "arrived_at", "received_at", *COPIED)
TYPED: Final = {"order": ORDER, "contacts": CONTACTS, "report": REPORT, "dealings": CASE_LOG}

CHANGED: Final = "该办件刚被他人修改，请重新读取后再办理。"

OF_ORDERS: Final = Compiled(
    select(ticket)
    .where(ticket.c.order_no == any_(bindparam("order_nos", type_=ARRAY(String))))
    .order_by(ticket.c.order_no, ticket.c.part_no)
    .with_for_update(key_share=True)
)
PARTS: Final = select(ticket).where(ticket.c.part_of == bindparam("whole")).order_by(ticket.c.part_no)
WITHIN: Final = or_(bindparam("unit", type_=String).is_(None), ticket.c.unit == bindparam("unit"))
"""Rows of one unit, or of all where `unit` is NULL."""
HELPS: Final = exists().where(co_unit.c.ticket_id == ticket.c.id, co_unit.c.unit == bindparam("unit"))
"""Rows with which the unit helps: it reads them, and does not change them."""
OWN: Final = Compiled(select(ticket).where(ticket.c.id == bindparam("ticket_id"), WITHIN))
ONE: Final = Compiled(select(ticket).where(ticket.c.id == bindparam("ticket_id"), or_(WITHIN, HELPS)))
VERSION: Final = Compiled(select(ticket.c.version).where(ticket.c.id == bindparam("ticket_id"), or_(WITHIN, HELPS)))
CONDITIONS: Final[Mapping[str, ColumnElement[bool]]] = {
    "unit": ticket.c.unit == bindparam("of_unit", type_=String),
    "reader": ticket.c.unit == bindparam("reader", type_=String),
    "helper": exists().where(co_unit.c.ticket_id == ticket.c.id, co_unit.c.unit == bindparam("helper", type_=String)),
    "objected": literal_column(RARE["objection"], Boolean),
}
"""How a page is narrowed, by the fields of `TicketFilter`."""
MOST: Final = bindparam("most", type_=Integer)
COPY: Final = (
    update(ticket).where(ticket.c.id == bindparam("of_id")).values({name: bindparam(f"to_{name}") for name in COPIED})
)
UPDATE: Final = update(ticket).where(ticket.c.id == bindparam("of_id"), ticket.c.version == bindparam("of_version"))


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketFilter:
    """Which tickets a list shows: of these states, of the unit asked for, of the only unit that its reader may see,
    those with which a unit helps; `None` is all. `objected`: only those whose unit objects to the dispatch."""

    states: tuple[TicketState, ...] = OPEN
    unit: str | None = None
    reader: str | None = None
    helper: str | None = None
    objected: bool = False

    @property
    def conditions(self) -> tuple[str, ...]:
        """Which of them narrow the list."""
        return tuple(name for name in CONDITIONS if getattr(self, name) not in (None, False))


async def ticket_of(db: AsyncConnection, ticket_id: UUID, unit: str | None) -> Ticket:
    """One ticket; `unit` hides those of other units. A hot path: staff read tickets all day."""
    return _from_record(_found(await ONE.fetchrow(db, ticket_id=ticket_id, unit=unit)))


async def read_fast(quick: RawConnections, ticket_id: str, unit: str | None) -> Ticket | None:
    """The same for a ready answer, `None` where there is none."""
    row = await quick.fetchrow(ONE, ticket_id=ticket_id, unit=unit)
    if row is None:
        return None
    columns = dict(row)
    for name, kind in TYPED.items():
        columns[name] = kind.read(columns[name])
    return from_columns(columns)


async def version_fast(quick: RawConnections, ticket_id: str, unit: str | None) -> int | None:
    """The version at which a ticket stands, for a ready answer."""
    row = await quick.fetchrow(VERSION, ticket_id=ticket_id, unit=unit)
    return None if row is None else int(row["version"])


async def version_of(db: AsyncConnection, ticket_id: UUID, unit: str | None) -> int:
    """The version at which a ticket stands, for a reader who may still hold it."""
    version: int = _found(await VERSION.fetchrow(db, ticket_id=ticket_id, unit=unit))["version"]
    return version


async def to_change(db: AsyncConnection, ticket_id: UUID, unit: str | None, version: int | None) -> Ticket:
    """One ticket as the person who is changing it saw it; `version=None` takes it as it is."""
    found = _from_record(_found(await OWN.fetchrow(db, ticket_id=ticket_id, unit=unit)))
    if version not in (None, found.version):
        raise ChangedMeanwhile(CHANGED)
    return found


async def lock(db: AsyncConnection, ticket_id: UUID) -> Ticket:
    """One ticket, kept from all other hands until this transaction ends."""
    wanted = select(ticket).where(ticket.c.id == ticket_id).with_for_update()
    return as_ticket(_found((await db.execute(wanted)).one_or_none()))


async def of_orders(db: AsyncConnection, order_nos: Sequence[str]) -> tuple[dict[str, Ticket], dict[str, list[Ticket]]]:
    """The tickets of these orders, and what was split from them, by order number: locked, in one statement."""
    whole: dict[str, Ticket] = {}
    parts: dict[str, list[Ticket]] = {}
    for one in map(_from_record, await OF_ORDERS.fetch(db, order_nos=order_nos)):
        if one.part_of:
            parts.setdefault(one.order_no, []).append(one)
        else:
            whole[one.order_no] = one
    return whole, parts


async def parts_of(db: AsyncConnection, whole: Ticket, *, locked: bool = False) -> Sequence[Ticket]:
    """What was split from an order, in the order of the parts' numbers; a part has none."""
    if whole.part_of:
        return ()
    wanted = PARTS.with_for_update(key_share=True) if locked else PARTS
    return [as_ticket(row) for row in await db.execute(wanted, {"whole": whole.id})]


async def page(
    db: AsyncConnection, sought: TicketFilter, after: tuple[datetime, UUID] | None, limit: int
) -> Sequence[Ticket]:
    """Tickets in the order in which something is due for them. Each state has its own run of the index, so a page costs
    the same among a thousand tickets and among a million."""
    statement = _page(len(sought.states), sought.conditions, after is not None)
    states = {_state(number): state for number, state in enumerate(sought.states)}
    due_at, after_id = after or (None, None)
    units = {"of_unit": sought.unit, "reader": sought.reader, "helper": sought.helper}
    said = {"due_at": due_at, "after_id": after_id, "most": limit}
    return [as_ticket(row) for row in await db.execute(statement, {**states, **units, **said})]


async def add(db: AsyncConnection, one: Ticket) -> None:
    """A ticket that no message opened."""
    await db.execute(insert(ticket), {name: getattr(one, name) for name in FIELDS})


async def save(db: AsyncConnection, before: Ticket, after: Ticket) -> None:
    """Write a ticket back, unless another hand did so since `before` was read."""
    values = {name: getattr(after, name) for name in FIELDS if name not in FIXED}
    written = await db.execute(UPDATE.values(values), {"of_id": before.id, "of_version": before.version})
    if written.rowcount == 0:
        raise ChangedMeanwhile(CHANGED)


async def save_after_act(db: AsyncConnection, after: Ticket) -> None:
    """Write a ticket as one act left it; raises ChangedMeanwhile if its row is not the one that the act was done to."""
    await save(db, replace(after, version=after.version - 1), after)


async def save_locked(db: AsyncConnection, changed: Sequence[Ticket], read: dict[UUID, int]) -> None:
    """Write many tickets back that this transaction holds locked; `read` is the version each was read at."""
    rows = [
        {name: getattr(one, name) for name in FIELDS if name not in FIXED}
        | {"of_id": one.id, "of_version": read[one.id]}
        for one in changed
    ]
    if rows:
        await db.execute(UPDATE, rows)


async def copy_dates(db: AsyncConnection, clocks: Mapping[UUID, Sequence[Clock]]) -> None:
    """Put beside each ticket what its clocks say now, in one round trip; its version stays, for nobody edited it."""
    rows = [
        {"of_id": ticket_id} | {f"to_{name}": value for name, value in deadline_columns(known).items()}
        for ticket_id, known in clocks.items()
    ]
    if rows:
        await db.execute(COPY, rows)


def as_ticket(row: Row[Any]) -> Ticket:
    """A ticket from its columns."""
    return from_columns(dict(row._mapping))


def raw_row(one: Ticket) -> dict[str, Any]:
    """The columns of a ticket as the driver takes them."""
    row = {name: getattr(one, name) for name in FIELDS}
    for name, kind in TYPED.items():
        row[name] = kind.text(row[name])
    return row


def from_columns(columns: dict[str, Any]) -> Ticket:
    """A ticket from its columns, whose codes become words of our lists."""
    columns["state"] = TicketState(columns["state"])
    columns["next_standing"] = NextDeadlineStatus(columns["next_standing"])
    if columns["matter_kind"]:
        columns["matter_kind"] = MatterKind(columns["matter_kind"])
    for way in ("report_delivery", "report_upload"):
        if columns[way]:
            columns[way] = ReportDelivery(columns[way])
    return Ticket(**columns)


def _from_record(record: Any) -> Ticket:
    columns = dict(record)
    for name, kind in TYPED.items():
        columns[name] = kind.value(columns[name])
    return from_columns(columns)


@cache
def _page(states: int, conditions: tuple[str, ...], goes_on: bool) -> Select[Any]:
    """The statement of a page. Building it costs more than running it, and there are only a few of them."""
    runs = [_run(number, conditions, goes_on).subquery().select() for number in range(states)]
    found = union_all(*runs).subquery()
    return found.select().order_by(found.c.next_due_at, found.c.id).limit(MOST)


def _run(number: int, conditions: tuple[str, ...], goes_on: bool) -> Select[Any]:
    run = select(ticket).where(ticket.c.state == bindparam(_state(number)), *(CONDITIONS[name] for name in conditions))
    if goes_on:
        last = tuple_(bindparam("due_at", type_=Instant), bindparam("after_id", type_=Uuid))
        run = run.where(tuple_(ticket.c.next_due_at, ticket.c.id) > last)
    return run.order_by(ticket.c.next_due_at, ticket.c.id).limit(MOST)


def _state(number: int) -> str:
    return f"state_{number}"


def _found(row: Any | None) -> Any:
    if row is None:
        raise TicketUnknown("没有这个办件。")
    return row
