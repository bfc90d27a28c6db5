"""Looking through the ledger: which deliveries are sought, page by page, and which endpoints rest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Row, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.refusals import Ground, Refusal
from gongkai.webhooks.delivery import Delivery, DeliveryState
from gongkai.webhooks.ledger import as_delivery, delivery, delivery_pause

AS_LINE: Final = [column for column in delivery.c if column.name not in ("body", "receipt")]
"""A list never loads what was sent: a body may be a whole file."""


class DeliveryUnknown(Refusal):
    """The ledger has no such entry."""

    code = "delivery-unknown"
    ground = Ground.unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryFilter:
    """Which deliveries; an empty field leaves all. `since` and `until` bound the moment they were written down,
    `subject_id` is the thing that they are about."""

    endpoint: str = ""
    kind: str = ""
    state: DeliveryState | None = None
    since: datetime | None = None
    until: datetime | None = None
    subject_id: UUID | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """As the ledger's SQL takes them."""
        told = (
            delivery.c.endpoint == self.endpoint if self.endpoint else None,
            delivery.c.kind == self.kind if self.kind else None,
            delivery.c.state == self.state if self.state else None,
            delivery.c.created_at >= self.since if self.since else None,
            delivery.c.created_at < self.until if self.until else None,
            delivery.c.subject_id == self.subject_id if self.subject_id else None,
        )
        return [one for one in told if one is not None]


async def oldest(db: AsyncConnection, sought: DeliveryFilter, after: UUID | None, most: int) -> Sequence[Row[Any]]:
    """The columns of a list, the oldest first; ids rise with the time at which they were made."""
    wanted = select(*AS_LINE).where(*sought.conditions()).order_by(delivery.c.id).limit(most)
    return (await db.execute(wanted.where(delivery.c.id > after) if after else wanted)).all()


async def newest(db: AsyncConnection, sought: DeliveryFilter, before: UUID | None, most: int) -> Sequence[Row[Any]]:
    """The columns of a list, the newest first."""
    wanted = select(*AS_LINE).where(*sought.conditions()).order_by(delivery.c.id.desc()).limit(most)
    return (await db.execute(wanted.where(delivery.c.id < before) if before else wanted)).all()


async def one(db: AsyncConnection, delivery_id: UUID) -> Delivery:
    """A whole entry, or a refusal."""
    row = (await db.execute(select(delivery).where(delivery.c.id == delivery_id))).one_or_none()
    if row is None:
        raise DeliveryUnknown("没有这条报送记录。")
    return as_delivery(row)


async def dead(db: AsyncConnection, sought: DeliveryFilter, most: int) -> list[UUID]:
    """Those sought that were given up, oldest first."""
    wanted = select(delivery.c.id).where(*sought.conditions(), delivery.c.state == DeliveryState.dead)
    return list((await db.scalars(wanted.order_by(delivery.c.id).limit(most))).all())


async def pauses(db: AsyncConnection) -> Sequence[Row[Any]]:
    """The endpoints that rest: endpoint, since, reason."""
    return (await db.execute(select(delivery_pause).order_by(delivery_pause.c.endpoint))).all()


async def unsettled(db: AsyncConnection) -> dict[DeliveryState, int]:
    """How many deliveries are in each state that waits for somebody or something; the delivered are not counted."""
    wanted = (
        select(delivery.c.state, func.count())
        .where(delivery.c.state.in_((DeliveryState.waiting, DeliveryState.dead)))
        .group_by(delivery.c.state)
    )
    found = {DeliveryState(state): count for state, count in (await db.execute(wanted)).tuples()}
    return {state: found.get(state, 0) for state in (DeliveryState.waiting, DeliveryState.dead)}
