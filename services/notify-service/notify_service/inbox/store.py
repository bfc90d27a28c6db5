"""All SQL about a person's inbox: warnings delivered in the app, and who acknowledged them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Row, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from notify_service.delivery.store import delivery
from notify_service.warnings.domain import DeadlineWarning, WarningUnknown
from notify_service.warnings.store import warning

MINE = (
    select(warning)
    .join(delivery, delivery.c.warning_id == warning.c.id)
    .where(delivery.c.channel == "inbox")
    .order_by(delivery.c.given_at.desc(), delivery.c.warning_id.desc())
)


async def of_recipient(db: AsyncConnection, warning_id: UUID, recipient: str, *, lock: bool = False) -> DeadlineWarning:
    """Find a warning among those delivered to a person; raises WarningUnknown for all others."""
    statement = MINE.where(warning.c.id == warning_id, delivery.c.recipient == recipient)
    if lock:
        statement = statement.with_for_update(of=warning)
    row = (await db.execute(statement)).one_or_none()
    if row is None:
        raise WarningUnknown("没有通知过您这条预警。")
    return _as_warning(row)


async def inbox(
    db: AsyncConnection,
    recipient: str,
    *,
    only_open: bool = False,
    after: tuple[datetime, UUID] | None = None,
    limit: int = 50,
) -> list[DeadlineWarning]:
    """List the warnings delivered to a person, newest first; `after` is the last one of the page before."""
    statement = MINE.where(delivery.c.recipient == recipient).limit(limit)
    if only_open:
        statement = statement.where(warning.c.acknowledged_at.is_(None))
    if after:
        statement = statement.where(tuple_(delivery.c.given_at, delivery.c.warning_id) < after)
    return [_as_warning(row) for row in await db.execute(statement)]


async def acknowledge(db: AsyncConnection, taken: DeadlineWarning) -> None:
    """Write down who took note; the row is locked by `of_recipient`."""
    await db.execute(
        update(warning)
        .where(warning.c.id == taken.id)
        .values(
            acknowledged_by=taken.acknowledged_by,
            acknowledged_name=taken.acknowledged_name,
            acknowledged_at=taken.acknowledged_at,
        )
    )


def _as_warning(row: Row[tuple[object, ...]]) -> DeadlineWarning:
    return DeadlineWarning(**row._mapping)
