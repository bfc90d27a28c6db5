"""All SQL about clocks: the table stands in every service that owes something by a day."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import fields
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Index,
    Integer,
    Row,
    String,
    Table,
    Uuid,
    bindparam,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.clocks.clock import Clock
from gongkai.database.columns import Instant, shared_metadata
from gongkai.database.compiled import CompiledInsert
from gongkai.worktime.calendar import Certainty
from gongkai.worktime.clock import ClockState, Moment

clock = Table(
    "clock",
    shared_metadata,
    Column("subject_id", Uuid, primary_key=True),
    Column("code", String(40), primary_key=True),
    Column("cycle", Integer, nullable=False),
    Column("state", String(12), nullable=False),
    Column("log", JSONB, nullable=False),
    Column("received_on", Date, nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("certainty", String(12), nullable=False),
    Column("calendar_version", String(80), nullable=False),
    Column("met_at", Instant),
    Column("on_time", Boolean),
)
unfinished = Index(
    "ix_clock_unfinished", clock.c.calendar_version, postgresql_where=clock.c.state.in_(("running", "paused"))
)

INSERT = CompiledInsert(clock)
OF_SUBJECT = (
    select(clock).where(clock.c.subject_id == bindparam("subject_id")).order_by(clock.c.started_at, clock.c.due_at)
)
OF_SUBJECTS = select(clock).where(clock.c.subject_id.in_(bindparam("subject_ids", expanding=True)))
CHANGED = [f.name for f in fields(Clock) if f.name not in ("subject_id", "code")]
UPDATE = (
    update(clock)
    .where(clock.c.subject_id == bindparam("of_subject"), clock.c.code == bindparam("of_code"))
    .values({name: bindparam(name) for name in CHANGED})
)


async def add(db: AsyncConnection, clocks: Iterable[Clock]) -> None:
    """Write new clocks, in one round trip; a hot path, since every order starts two."""
    await INSERT.execute(db, [row | {"log": json.dumps(row["log"])} for row in map(as_row, clocks)])


async def of(db: AsyncConnection, subject_id: UUID) -> list[Clock]:
    """The clocks of one subject, first due first."""
    return [as_clock(row) for row in await db.execute(OF_SUBJECT, {"subject_id": subject_id})]


async def of_all(db: AsyncConnection, subject_ids: Sequence[UUID]) -> dict[UUID, list[Clock]]:
    """The clocks of many subjects in one statement."""
    found: dict[UUID, list[Clock]] = {subject_id: [] for subject_id in subject_ids}
    if subject_ids:
        for row in await db.execute(OF_SUBJECTS, {"subject_ids": list(subject_ids)}):
            found[row.subject_id].append(as_clock(row))
    return {
        subject_id: sorted(clocks, key=lambda one: (one.started_at, one.due_at)) for subject_id, clocks in found.items()
    }


async def save(db: AsyncConnection, clocks: Iterable[Clock]) -> None:
    """Write changed clocks back. The aggregate's row is locked or version-checked by the use case."""
    rows = []
    for one in clocks:
        row = as_row(one)
        rows.append(row | {"of_subject": row.pop("subject_id"), "of_code": row.pop("code")})
    if rows:
        await db.execute(UPDATE, rows)


def as_row(one: Clock) -> dict[str, Any]:
    """The columns of a clock."""
    row = {name: getattr(one, name) for name in ("subject_id", "code", *CHANGED)}
    row["log"] = [moment.to_json() for moment in one.log]
    return row


def as_clock(row: Row[Any]) -> Clock:
    """A clock from its columns."""
    columns = dict(row._mapping)
    columns["log"] = tuple(Moment.from_json(moment) for moment in columns["log"])
    columns["state"] = ClockState(columns["state"])
    columns["certainty"] = Certainty(columns["certainty"])
    return Clock(**columns)
