"""All SQL about what policies still have before them, and how their validity has changed."""

from collections.abc import Collection, Iterable
from dataclasses import asdict, fields
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from policy_service.policy.domain.planned_act import PlannedAct, TimedAct
from policy_service.policy.domain.policy import Policy
from policy_service.policy.domain.state import PolicyUnknown
from policy_service.policy.domain.validity import Validity, ValidityEntry
from policy_service.policy.store.tables import editions, planned_acts, policies, validity_entries

LONGEST_PAUSE = timedelta(hours=1)
FIELDS = [planned_acts.c[field.name] for field in fields(PlannedAct)]


async def claim(db: AsyncConnection, now: datetime) -> PlannedAct | None:
    """The act that is due first, locked with its policy. Whatever another ticker or a person holds is passed over."""
    due = (
        select(*FIELDS)
        .join(policies, policies.c.id == planned_acts.c.policy_id)
        .where(planned_acts.c.next_try_at <= now)
        .order_by(planned_acts.c.next_try_at, planned_acts.c.id)
        .limit(1)
        .with_for_update(of=(planned_acts, policies), skip_locked=True)
    )
    row = (await db.execute(due)).one_or_none()
    return None if row is None else _planned(row)


async def complete(db: AsyncConnection, planned: PlannedAct) -> None:
    """Take away a plan that is carried out in this transaction."""
    await db.execute(delete(planned_acts).where(planned_acts.c.id == planned.id))


async def postpone(db: AsyncConnection, planned: PlannedAct, now: datetime) -> None:
    """It met a fault: tried again later, so that others are not held up."""
    pause = min(timedelta(minutes=1) * 2 ** min(planned.tries, 10), LONGEST_PAUSE)
    later = {"next_try_at": now + pause, "tries": planned.tries + 1}
    await db.execute(update(planned_acts).where(planned_acts.c.id == planned.id).values(later))


async def call_off(db: AsyncConnection, policy_id: UUID, acts: Collection[TimedAct]) -> None:
    """Take away the plans of a policy for these acts."""
    await db.execute(
        delete(planned_acts).where(planned_acts.c.policy_id == policy_id, planned_acts.c.act.in_(list(acts)))
    )


async def plan(db: AsyncConnection, planned: Iterable[PlannedAct]) -> None:
    """Add plans."""
    rows = [asdict(one) for one in planned]
    if rows:
        await db.execute(insert(planned_acts), rows)


async def for_policy(db: AsyncConnection, policy_id: UUID) -> list[PlannedAct]:
    """What a policy has before it, in order."""
    wanted = select(*FIELDS).where(planned_acts.c.policy_id == policy_id).order_by(planned_acts.c.due_at)
    return [_planned(row) for row in await db.execute(wanted)]


async def add_validity(db: AsyncConnection, policy: Policy, entry: ValidityEntry, by: str, at: datetime) -> None:
    """Add a line to the history of a policy's validity, with the version that it is now saved in."""
    row = {"policy_id": policy.id, "version": policy.version, "entered_by": by, "entered_at": at}
    await db.execute(insert(validity_entries).values(row | asdict(entry)))


async def public_validity(db: AsyncConnection, policy_id: UUID) -> list[ValidityEntry]:
    """How the validity of a public policy came to be what it is, oldest first."""
    wanted = (
        select(validity_entries.c.validity, validity_entries.c.since, validity_entries.c.reason)
        .join(editions, editions.c.policy_id == validity_entries.c.policy_id)
        .where(validity_entries.c.policy_id == policy_id, editions.c.is_current)
        .order_by(validity_entries.c.version)
    )
    found = [
        ValidityEntry(validity=Validity(row.validity), since=row.since, reason=row.reason)
        for row in await db.execute(wanted)
    ]
    if not found:
        raise PolicyUnknown("没有找到这份文件。")
    return found


def _planned(row: Row[Any]) -> PlannedAct:
    columns = dict(row._mapping)
    return PlannedAct(**columns | {"act": TimedAct(columns["act"])})
