"""All SQL about policies at the desk; column names are field names. What the public reads stands in `editions`."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, case, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.refusals import ChangedMeanwhile, Point
from policy_service.policy.domain.draft import BodyFormat, Disclosure
from policy_service.policy.domain.kinds import Kind
from policy_service.policy.domain.policy import Policy
from policy_service.policy.domain.state import MASKED, DocumentNoTaken, PolicyState, PolicyUnknown
from policy_service.policy.domain.validity import Validity
from policy_service.policy.store.tables import current_no, editions, in_force, policies


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyLine:
    """A policy as lists of the desk show it, without its words; `validity` is that of the edition that is public."""

    id: UUID
    title: str
    document_no: str
    kind: Kind
    drafting_unit: str
    formed_on: date
    state: PolicyState
    published_at: datetime | None
    publish_at: datetime | None
    edition: int
    validity: Validity | None


WORD_LISTS = ("co_issuers", "audiences", "keywords", "drafted_by")
OF_THE_EDITION = ("title", "validity")
LINE = [
    *(policies.c[field.name] for field in fields(PolicyLine) if field.name not in OF_THE_EDITION),
    case((policies.c.state.in_(MASKED), editions.c.title), else_=policies.c.title).label("title"),
    case((editions.c.is_current, editions.c.validity)).label("validity"),
]


async def policy(db: AsyncConnection, policy_id: UUID, unit: str | None = None, *, lock: bool = False) -> Policy:
    """One policy; with `unit` given, only if that unit drafted it. With `lock`, other edits wait."""
    wanted = select(policies).where(policies.c.id == policy_id)
    if unit is not None:
        wanted = wanted.where(policies.c.drafting_unit == unit)
    return _one(await _first(db, wanted.with_for_update() if lock else wanted))


async def with_document_no(db: AsyncConnection, document_no: str) -> Policy | None:
    """The policy in force, or on its way there, that carries a number."""
    carries = (policies.c.document_no == document_no, policies.c.state != PolicyState.withdrawn)
    row = await _first(db, select(policies).where(*carries))
    return None if row is None else as_policy(row)


async def add(db: AsyncConnection, policy: Policy) -> Policy:
    """Insert a new policy; raises DocumentNoTaken."""
    with refuse_taken_number():
        await db.execute(insert(policies).values(as_row(policy)))
    return policy


async def save(db: AsyncConnection, policy: Policy) -> Policy:
    """Update a policy if its version is still the one that was read; returns it in its new version.

    Raises ChangedMeanwhile and DocumentNoTaken.
    """
    saved = replace(policy, version=policy.version + 1)
    here = (policies.c.id == policy.id, policies.c.version == policy.version)
    with refuse_taken_number():
        written = await db.execute(update(policies).where(*here).values(as_row(saved)))
    if written.rowcount == 0:
        raise ChangedMeanwhile("文件刚被别人修改，请刷新后再操作。")
    return saved


async def at_the_desk(
    db: AsyncConnection, unit: str | None, state: PolicyState | None, after: UUID | None, limit: int
) -> list[PolicyLine]:
    """A unit's policies (all units' for `None`) in a state (in every state for `None`), last begun first. What was
    published is called as it was published."""
    last = (editions.c.policy_id == policies.c.id) & (editions.c.number == policies.c.edition)
    wanted = select(*LINE).select_from(policies.outerjoin(editions, last))
    if state is not None:
        wanted = wanted.where(policies.c.state == state)
    if unit is not None:
        wanted = wanted.where(policies.c.drafting_unit == unit)
    if after is not None:
        wanted = wanted.where(policies.c.id < after)
    return await _lines(db, wanted.order_by(policies.c.id.desc()).limit(limit))


def as_row(policy: Policy) -> dict[str, Any]:
    """The columns of a policy."""
    row = {field.name: getattr(policy, field.name) for field in fields(Policy)}
    return row | {name: list(row[name]) for name in WORD_LISTS}


def as_policy(row: Row[Any]) -> Policy:
    """A policy from its columns."""
    columns = dict(row._mapping)
    columns["kind"] = Kind(columns["kind"])
    columns["disclosure"] = Disclosure(columns["disclosure"])
    columns["body_format"] = BodyFormat(columns["body_format"])
    columns["state"] = PolicyState(columns["state"])
    return Policy(**columns | {name: tuple(columns[name]) for name in WORD_LISTS})


def as_line(row: Row[Any]) -> PolicyLine:
    """A line of a list from its columns."""
    columns = dict(row._mapping)
    columns["kind"] = Kind(columns["kind"])
    columns["state"] = PolicyState(columns["state"])
    columns["validity"] = Validity(columns["validity"]) if columns["validity"] else None
    return PolicyLine(**columns)


async def _first(db: AsyncConnection, wanted: Select[Any]) -> Row[Any] | None:
    return (await db.execute(wanted)).one_or_none()


async def _lines(db: AsyncConnection, wanted: Select[Any]) -> list[PolicyLine]:
    return [as_line(row) for row in await db.execute(wanted)]


def _one(row: Row[Any] | None) -> Policy:
    if row is None:
        raise PolicyUnknown("没有找到这份文件。")
    return as_policy(row)


@contextmanager
def refuse_taken_number() -> Iterator[None]:
    """Turn a breach of the unique index into DocumentNoTaken: two policies in force never carry one number."""
    try:
        yield
    except IntegrityError as error:
        if any(str(index.name) in str(error.orig) for index in (in_force, current_no)):
            words = "已有文件使用这个发文字号。"
            raise DocumentNoTaken(words, points=(Point("/document_no", DocumentNoTaken.code, words),)) from None
        raise
