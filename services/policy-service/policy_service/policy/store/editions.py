"""All SQL about editions: everything that the public reads comes from here, and nothing else does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Integer,
    Row,
    Uuid,
    any_,
    bindparam,
    case,
    func,
    insert,
    null,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.database.compiled import Compiled
from gongkai.database.raw_connections import RawConnections
from policy_service.policy.domain.edition import Edition, LastEdition
from policy_service.policy.domain.interpretation import Form
from policy_service.policy.domain.kinds import Kind
from policy_service.policy.domain.policy import Policy
from policy_service.policy.domain.state import MASKED, PolicyUnknown
from policy_service.policy.domain.validity import Validity
from policy_service.policy.store import policies
from policy_service.policy.store.policies import refuse_taken_number
from policy_service.policy.store.tables import editions, is_current


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionLine:
    """A public policy as lists show it, without its words."""

    id: UUID
    title: str
    document_no: str
    kind: Kind
    drafting_unit: str
    formed_on: date
    published_at: datetime
    validity: Validity
    interpretation_forms: tuple[Form, ...]


LINE = [
    editions.c.policy_id.label("id"),
    *(editions.c[field.name] for field in fields(EditionLine) if field.name != "id"),
]
PUBLIC = (editions.c.version, editions.c.public)
KNOWN = editions.c.version == any_(bindparam("known", type_=ARRAY(Integer)))
READY = Compiled(
    select(editions.c.version, case((KNOWN, null()), else_=editions.c.public)).where(
        editions.c.policy_id == bindparam("policy_id", type_=Uuid), is_current, editions.c.is_public
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionNote:
    """One line of a policy's list of editions."""

    number: int
    published_at: datetime
    change_note: str
    is_current: bool


async def publish(db: AsyncConnection, edition: Edition, original: Policy) -> None:
    """The edition becomes the one that is read; the one before stays readable under its number, and says that it was
    amended."""
    here = (editions.c.policy_id == edition.policy_id, is_current)
    if edition.number > 1:
        await db.execute(update(editions).where(*here).values(is_current=False))
    with refuse_taken_number():
        row = _as_row(edition) | {"is_current": True, "is_public": True, "original": original}
        await db.execute(insert(editions).values(row))


async def rewrite(db: AsyncConnection, edition: Edition) -> None:
    """Its validity has changed."""
    here = (editions.c.policy_id == edition.policy_id, editions.c.number == edition.number)
    await db.execute(update(editions).where(*here).values(_as_row(edition)))


async def withdraw(db: AsyncConnection, policy_id: UUID) -> None:
    """No edition of the policy is public any more."""
    gone = update(editions).where(editions.c.policy_id == policy_id).values(is_current=False, is_public=False)
    await db.execute(gone)


async def public_answer(db: AsyncConnection, policy_id: UUID, number: int | None = None) -> tuple[int, bytes]:
    """Version and ready JSON of the current edition, or of an earlier one by its number."""
    row = _there((await db.execute(select(*PUBLIC).where(*_readable(policy_id, number)))).one_or_none())
    return row.version, row.public


async def fast_answer(
    connections: RawConnections, policy_id: str, known: Sequence[int]
) -> tuple[int, bytes | None] | None:
    """The same of the current edition, but no JSON of a version that the reader has, and `None` where there is none.
    A hot path: everybody reads policies."""
    row = await connections.fetchrow(READY, policy_id=policy_id, known=known)
    return None if row is None else (row[0], row[1])


async def public_edition(db: AsyncConnection, policy_id: UUID, number: int | None = None) -> Edition:
    """The current edition that everybody may read, or an earlier one by its number."""
    wanted = select(editions.c.content).where(*_readable(policy_id, number))
    content: Edition = _there((await db.execute(wanted)).one_or_none()).content
    return content


async def public_editions(db: AsyncConnection, policy_id: UUID) -> list[EditionNote]:
    """What was published of a policy, newest first."""
    note = func.jsonb_extract_path_text(editions.c.content, "change_note").label("change_note")
    wanted = (
        select(editions.c.number, editions.c.published_at, note, is_current)
        .where(editions.c.policy_id == policy_id, editions.c.is_public)
        .order_by(editions.c.number.desc())
    )
    found = [EditionNote(**row._mapping) for row in await db.execute(wanted)]
    if not found:
        raise PolicyUnknown("没有找到这份文件。")
    return found


async def last_edition(db: AsyncConnection, policy_id: UUID) -> LastEdition | None:
    """What was published last, with the dossier unmasked; also of a withdrawn policy. Not for the public."""
    wanted = (
        select(editions.c.content, editions.c.original)
        .where(editions.c.policy_id == policy_id)
        .order_by(editions.c.number.desc())
        .limit(1)
    )
    row = (await db.execute(wanted)).one_or_none()
    return None if row is None else LastEdition(row.content, row.original)


async def is_taken(db: AsyncConnection, policy: Policy) -> bool:
    """Whether the current edition of another policy carries its number."""
    another = select(editions.c.policy_id).where(
        editions.c.document_no == policy.document_no, is_current, editions.c.policy_id != policy.id
    )
    return (await db.execute(another)).first() is not None


async def public_lines(db: AsyncConnection, after: tuple[datetime, UUID] | None, limit: int) -> list[EditionLine]:
    """What everybody may read, newest first; `after` is the last line of the page before."""
    wanted = select(*LINE).where(is_current)
    if after is not None:
        wanted = wanted.where(tuple_(editions.c.published_at, editions.c.policy_id) < after)
    newest_first = wanted.order_by(editions.c.published_at.desc(), editions.c.policy_id.desc()).limit(limit)
    return [_as_line(row) for row in await db.execute(newest_first)]


def _readable(policy_id: UUID, number: int | None) -> tuple[ColumnElement[bool], ...]:
    which = is_current if number is None else editions.c.number == number
    return (editions.c.policy_id == policy_id, which, editions.c.is_public)


def _as_row(edition: Edition) -> dict[str, Any]:
    listed: Mapping[str, Any] = {
        field.name: getattr(edition, field.name)
        for field in fields(EditionLine)
        if field.name not in ("id", "interpretation_forms")
    }
    return {
        **listed,
        "policy_id": edition.policy_id,
        "number": edition.number,
        "version": edition.version,
        "interpretation_forms": list(edition.forms),
        "content": edition,
        "public": edition.public_json(),
    }


def _as_line(row: Row[Any]) -> EditionLine:
    columns = dict(row._mapping)
    columns["kind"] = Kind(columns["kind"])
    columns["validity"] = Validity(columns["validity"])
    columns["interpretation_forms"] = tuple(Form(form) for form in columns["interpretation_forms"])
    return EditionLine(**columns)


def _there(row: Row[Any] | None) -> Row[Any]:
    if row is None:
        raise PolicyUnknown("没有找到这份文件。")
    return row


async def policy_shown(db: AsyncConnection, policy_id: UUID, unit: str | None = None) -> Policy:
    """One policy; with `unit` given, only if that unit drafted it. Words that were published are shown as published."""
    policy = await policies.policy(db, policy_id, unit)
    last = await last_edition(db, policy_id) if policy.state in MASKED else None
    return policy if last is None else last.edition.over(policy)
