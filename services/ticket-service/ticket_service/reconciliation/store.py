"""All SQL about runs of the reconciliation, their differences, and the list of our open orders."""

from collections.abc import AsyncIterator, Collection, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import (
    Column,
    ColumnElement,
    Date,
    Index,
    Integer,
    Row,
    String,
    Table,
    Uuid,
    case,
    cast,
    func,
    literal_column,
    select,
    type_coerce,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.clocks.store import clock
from gongkai.database.columns import Instant
from gongkai.refusals import Ground, Refusal
from gongkai.runtime.service import ServiceRuntime
from gongkai.worktime.clock import ClockState
from ticket_service.intake.store import hotline_message
from ticket_service.reconciliation.domain import DifferenceKind, ManifestLine, RunState, manifest_state
from ticket_service.ticket.domain.lifecycle import OPEN
from ticket_service.ticket.domain.limits import CONTACT_WITHIN, FINISH_WITHIN
from ticket_service.ticket.store.tables import metadata, ticket

reconciliation_run = Table(
    "reconciliation_run",
    metadata,
    Column("day", Date, primary_key=True),
    Column("state", String(12), nullable=False),
    Column("next_try_at", Instant, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("begun_at", Instant),
    Column("ended_at", Instant),
    Column("ours", Integer, nullable=False),
    Column("theirs", Integer, nullable=False),
    Column("found", Integer, nullable=False),
    Column("gone", Integer, nullable=False),
    Column("error", String(80)),
)
waiting_run = Index(
    "ix_reconciliation_run_waiting",
    reconciliation_run.c.next_try_at,
    postgresql_where=reconciliation_run.c.state == RunState.waiting.value,
)

reconciliation_difference = Table(
    "reconciliation_difference",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("order_no", String(64), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("ours", String(80), nullable=False),
    Column("theirs", String(80), nullable=False),
    Column("ticket_id", Uuid),
    Column("unit", String(40)),
    Column("first_seen_at", Instant, nullable=False),
    Column("last_seen_at", Instant, nullable=False),
    Column("gone_at", Instant),
    Column("note", String(500)),
    Column("noted_by", String(120)),
    Column("noted_at", Instant),
)
run, difference = reconciliation_run, reconciliation_difference
THERE: Final = difference.c.gone_at.is_(None)
open_once = Index(
    "uq_reconciliation_difference_open",
    difference.c.order_no,
    difference.c.kind,
    unique=True,
    postgresql_where=THERE,
)
by_kind = Index("ix_reconciliation_difference_kind", difference.c.kind, difference.c.id, postgresql_where=THERE)

NEW: Final = upsert(difference)
SAME: Final = (difference.c.ours == NEW.excluded.ours) & (difference.c.theirs == NEW.excluded.theirs)
SEEN: Final = NEW.on_conflict_do_update(
    index_elements=["order_no", "kind"],
    index_where=THERE,
    set_={
        **{name: NEW.excluded[name] for name in ("ours", "theirs", "ticket_id", "unit", "last_seen_at")},
        **{name: case((SAME, difference.c[name])) for name in ("note", "noted_by", "noted_at")},
    },
)
"""A difference that was there before stays the same task; what was noted about it holds while both sides say what they
said then."""


class DifferenceUnknown(Refusal):
    """There is no such open difference."""

    code = "difference-unknown"
    ground = Ground.unknown


async def plan(db: AsyncConnection, day: date, now: datetime) -> bool:
    """Write down that a day's comparison is due; `False` if it was before. What still waited for earlier days ends."""
    row = {"day": day, "state": RunState.waiting, "next_try_at": now, "attempts": 0}
    none = {"ours": 0, "theirs": 0, "found": 0, "gone": 0}
    if not (await db.execute(upsert(run).values(row | none).on_conflict_do_nothing())).rowcount:
        return False
    overtaken = update(run).where(run.c.day < day, run.c.state == RunState.waiting)
    await db.execute(overtaken.values(state=RunState.failed))
    return True


async def plan_again(db: AsyncConnection, day: date, now: datetime) -> None:
    """A person wants to know now."""
    await plan(db, day, now)
    again = update(run).where(run.c.day == day).values(state=RunState.waiting, next_try_at=now, attempts=0)
    await db.execute(again)


async def claim(db: AsyncConnection, now: datetime, lease: timedelta) -> Row[Any] | None:
    """Take the run that is due, hidden from all others until the lease ends."""
    due = (
        select(run.c.day)
        .where(run.c.state == RunState.waiting, run.c.next_try_at <= now)
        .order_by(run.c.day.desc())
        .limit(1)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    taken = update(run).where(run.c.day == due)
    taken = taken.values(next_try_at=now + lease, attempts=run.c.attempts + 1, begun_at=now)
    return (await db.execute(taken.returning(*run.c))).one_or_none()


async def end(db: AsyncConnection, day: date, **values: Any) -> None:
    """Write down what came of a run, or of one try."""
    await db.execute(update(run).where(run.c.day == day).values(values))


async def is_planned(db: AsyncConnection, day: date) -> bool:
    """Whether a day's comparison stands in the book, and none waits whose time may have come."""
    waits = select(run.c.day).where(run.c.state == RunState.waiting)
    there = select(run.c.day).where(run.c.day == day)
    return bool(await db.scalar(select(there.exists() & ~waits.exists())))


async def see(db: AsyncConnection, rows: Sequence[dict[str, Any]]) -> None:
    """Put differences down as tasks, or note that they are still there; in one round trip."""
    if rows:
        await db.execute(SEEN, list(rows))


async def close_gone(db: AsyncConnection, since: datetime, now: datetime) -> int:
    """End the tasks of differences that this run did not see any more."""
    gone = update(difference).where(THERE, difference.c.last_seen_at < since).values(gone_at=now)
    return (await db.execute(gone)).rowcount


async def note(db: AsyncConnection, difference_id: UUID, **values: Any) -> Row[Any]:
    """Write down why a difference is as it is."""
    noted = update(difference).where(difference.c.id == difference_id, THERE).values(values)
    row = (await db.execute(noted.returning(*difference.c))).one_or_none()
    if row is None:
        raise DifferenceUnknown("没有这条差异，或差异已经消失。")
    return row


async def last_runs(db: AsyncConnection, most: int) -> Sequence[Row[Any]]:
    """The latest runs, the newest first."""
    return (await db.execute(select(run).order_by(run.c.day.desc()).limit(most))).all()


async def page(
    db: AsyncConnection, kinds: Iterable[DifferenceKind], noted: bool | None, after: UUID | None, limit: int
) -> Sequence[Row[Any]]:
    """Open differences in the order in which they came up; of these kinds, with or without a note, or all."""
    wanted = select(difference).where(THERE).order_by(difference.c.id).limit(limit)
    if chosen := list(kinds):
        wanted = wanted.where(difference.c.kind.in_(chosen))
    if noted is not None:
        wanted = wanted.where(difference.c.note.is_not(None) if noted else difference.c.note.is_(None))
    return (await db.execute(wanted.where(difference.c.id > after) if after else wanted)).all()


async def counts(db: AsyncConnection) -> dict[str, tuple[int, int]]:
    """For each kind: how many differences are open, and how many of them nobody has explained."""
    wanted = select(difference.c.kind, func.count(), func.count().filter(difference.c.note.is_(None)))
    rows = await db.execute(wanted.where(THERE).group_by(difference.c.kind))
    return {kind: (total, unexplained) for kind, total, unexplained in rows}


async def one(db: AsyncConnection, difference_id: UUID) -> Row[Any]:
    """A difference, also one that is gone."""
    row = (await db.execute(select(difference).where(difference.c.id == difference_id))).one_or_none()
    if row is None:
        raise DifferenceUnknown("没有这条差异。")
    return row


WHOLE: Final[ColumnElement[int]] = literal_column("0")
"""The number of a ticket that is no part: the hotline knows orders, not what they were split into."""
PIECE: Final = 500
"""So many orders are in memory at a time."""
TIMEOUTS: Final = ("statement_timeout", "idle_in_transaction_session_timeout")
PATIENCE: Final = "60s"
"""How long sorting may take, and how long the reader may pause, before the connection is taken back."""

finish = clock.alias("finish")
contact = clock.alias("contact")
ORDER: Final = type_coerce(ticket.c.order, JSONB)
WORDS: Final = ORDER["title"].astext + "\n" + ORDER["content"].astext
OPEN_ORDERS: Final = (
    select(
        ticket.c.order_no,
        ticket.c.state,
        finish.c.due_on,
        contact.c.due_on,
        func.encode(func.sha256(func.convert_to(WORDS, "UTF8")), "hex"),
    )
    .select_from(ticket)
    .outerjoin(finish, (finish.c.subject_id == ticket.c.id) & (finish.c.code == FINISH_WITHIN.code))
    .outerjoin(
        contact,
        (contact.c.subject_id == ticket.c.id)
        & (contact.c.code == CONTACT_WITHIN.code)
        & (contact.c.state == ClockState.running),
    )
    .where(ticket.c.state.in_(OPEN), ticket.c.part_no == WHOLE)
    .order_by(cast(ticket.c.order_no, String).collate("C"))
)
"""By code points, as both sides sort; the digest is made where the words are, so that they stay there."""


class ComparedTicket(NamedTuple):
    """A ticket as the comparison needs it; `moved_at` is when something last happened that the other side learns."""

    id: UUID
    unit: str
    state: str
    moved_at: datetime


@asynccontextmanager
async def open_orders(running: ServiceRuntime) -> AsyncIterator[AsyncIterator[Sequence[ManifestLine]]]:
    """Our list in pieces, through a cursor of the server: as it stands at one moment, and never whole in memory."""
    async with running.engine.connect() as db:
        await db.execute(select(*(func.set_config(name, PATIENCE, True) for name in TIMEOUTS)))
        rows = await db.stream(OPEN_ORDERS.execution_options(yield_per=PIECE))
        yield _pieces(rows.partitions())


async def read_compared(db: AsyncConnection, order_nos: Collection[str]) -> dict[str, ComparedTicket]:
    """The tickets of these orders, whatever became of them."""
    heard = select(func.max(hotline_message.c.arrived_at)).where(hotline_message.c.ticket_id == ticket.c.id)
    moved_at = func.greatest(ticket.c.arrived_at, ticket.c.finished_at, ticket.c.cancelled_at, heard.scalar_subquery())
    wanted = select(ticket.c.order_no, ticket.c.id, ticket.c.unit, ticket.c.state, moved_at)
    rows = await db.execute(wanted.where(ticket.c.order_no.in_(order_nos), ticket.c.part_no == WHOLE))
    return {order_no: ComparedTicket(*rest) for order_no, *rest in rows}


async def _pieces(partitions: AsyncIterator[Sequence[object]]) -> AsyncIterator[Sequence[ManifestLine]]:
    async for rows in partitions:
        yield [_line(*row) for row in rows]  # type: ignore[misc]


def _line(order_no: str, state: str, finish_due_on: object, contact_due_on: object, digest: str) -> ManifestLine:
    return ManifestLine(
        order_no=order_no,
        state=manifest_state(state),
        finish_due_on=finish_due_on,  # type: ignore[arg-type]
        contact_due_on=contact_due_on,  # type: ignore[arg-type]
        digest=digest,
    )
