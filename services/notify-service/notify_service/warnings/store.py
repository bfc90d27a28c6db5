"""All SQL about warnings given, which are written once; and the ladder (B3), which is a file."""

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path

from sqlalchemy import Column, Date, Index, Integer, String, Table, Uuid, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.database.columns import Instant
from gongkai.database.compiled import Compiled
from notify_service.settings import NotifySettings
from notify_service.warnings.domain import DeadlineWarning, Ladder
from notify_service.watch.store.arrays import as_arrays, value_rows
from notify_service.watch.store.tables import metadata

warning = Table(
    "warning",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("subject_id", Uuid, nullable=False),
    Column("clock", String(40), nullable=False),
    Column("stage", String(20), nullable=False),
    Column("cycle", Integer, nullable=False),
    Column("title", String(80), nullable=False),
    Column("service", String(20), nullable=False),
    Column("ref", String(80), nullable=False),
    Column("unit", String(40), nullable=False),
    Column("desk_path", String(200), nullable=False),
    Column("due_on", Date, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("certainty", String(12), nullable=False),
    Column("days_left", Integer, nullable=False),
    Column("given_at", Instant, nullable=False),
    Column("acknowledged_by", String(120)),
    Column("acknowledged_name", String(120)),
    Column("acknowledged_at", Instant),
)
Index("ix_warning_subject", warning.c.subject_id, warning.c.given_at)

NAMES = [column.name for column in warning.columns]
ADD = Compiled(
    insert(warning)
    .from_select(NAMES, select(*value_rows(*warning.columns).c))
    .on_conflict_do_nothing(index_elements=["id"])
    .returning(warning.c.id)
)


async def add(db: AsyncConnection, warnings: Sequence[DeadlineWarning]) -> list[DeadlineWarning]:
    """Write warnings; returns those that had not been given before."""
    rows = sorted(warnings, key=lambda each: each.id)
    new = {row["id"] for row in await ADD.fetch(db, **as_arrays(NAMES, rows))}
    return [each for each in rows if each.id in new]


def load_ladder(file: Path | None = None) -> Ladder:
    """Read the ladder of a file in the form of `ladder.toml`, by default that one; raises LadderUnfit."""
    source = file or files("notify_service.warnings").joinpath("ladder.toml")
    return Ladder.read(tomllib.loads(source.read_text(encoding="utf-8")))


@cache
def ladder() -> Ladder:
    """The ladder of this installation, read once; an unfit file stops the start."""
    return load_ladder(NotifySettings().notify_ladder)
