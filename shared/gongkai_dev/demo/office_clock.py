"""The office's clock of a demonstration: where it was put, kept for the next start of a process."""

from datetime import datetime

from sqlalchemy import Column, Integer, Table, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from gongkai.database.columns import Instant, shared_metadata
from gongkai.timepiece import Timepiece

demo_clock = Table(
    "demo_clock",
    shared_metadata,
    Column("one", Integer, primary_key=True, autoincrement=False),
    Column("office_at", Instant, nullable=False),
    Column("wall_at", Instant, nullable=False),
)


async def move(engine: AsyncEngine, timepiece: Timepiece, at: datetime | None) -> None:
    """Put the clock to a moment (`None`: the real time), here and for the next start."""
    timepiece.move(at)
    row = {"one": 1, "office_at": timepiece.now(), "wall_at": timepiece.wall()}
    async with engine.begin() as db:
        await db.execute(insert(demo_clock).values(row).on_conflict_do_update(index_elements=["one"], set_=row))


async def resume(engine: AsyncEngine, timepiece: Timepiece) -> None:
    """Move the clock of this process to where it had been put."""
    async with engine.connect() as db:
        row = (await db.execute(select(demo_clock))).one_or_none()
    if row is not None and abs((row.office_at - row.wall_at).total_seconds()) > 1:
        timepiece.move(timepiece.wall() + (row.office_at - row.wall_at))
