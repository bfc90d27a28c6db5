"""All SQL about templates of replies."""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    Column,
    ColumnElement,
    Index,
    Integer,
    Row,
    String,
    Table,
    Text,
    Uuid,
    insert,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.database.columns import Instant, ValueColumn
from gongkai.refusals import ChangedMeanwhile
from ticket_service.reply_templates.domain import ReplyTemplate, TemplateUnknown
from ticket_service.ticket.store.tables import metadata
from ticket_service.ticket.values.person import Person

PERSON = ValueColumn(Person)


reply_template = Table(
    "reply_template",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("unit", String(40)),
    Column("title", String(80), nullable=False),
    Column("handling", Text, nullable=False),
    Column("reply_points", Text, nullable=False),
    Column("written_by", PERSON, nullable=False),
    Column("written_at", Instant, nullable=False),
    Column("retired_at", Instant),
    Column("version", Integer, nullable=False),
)
"""Words that units use again and again; `unit` NULL: all units use it."""


FIELDS: Final = [field.name for field in fields(ReplyTemplate)]
CHANGED: Final = "该模板刚被他人修改，请重新读取后再改。"
MOST: Final = 200
"""So many are listed."""
UNIT: Final = reply_template.c.unit
IN_USE: Final = reply_template.c.retired_at.is_(None)


async def templates_for(db: AsyncConnection, unit: str) -> Sequence[ReplyTemplate]:
    """The templates in use that a unit may fill: its own first, then those for all."""
    return await _listed(db, UNIT.nulls_last(), _offered(unit))


async def every(db: AsyncConnection, unit: str | None) -> Sequence[ReplyTemplate]:
    """The templates in use that people see who see this unit; `None`: those of all units, what is for all first, so
    that nothing of the office's own is cut off."""
    if unit is None:
        return await _listed(db, UNIT.nulls_first(), true())
    return await templates_for(db, unit)


async def template(db: AsyncConnection, template_id: UUID, unit: str | None) -> ReplyTemplate:
    """One template, in use or not."""
    seen = true() if unit is None else _offered(unit)
    row = (await db.execute(select(reply_template).where(reply_template.c.id == template_id, seen))).one_or_none()
    if row is None:
        raise TemplateUnknown("没有这个模板。")
    return _template(row)


async def to_change(db: AsyncConnection, template_id: UUID, unit: str | None, version: int | None) -> ReplyTemplate:
    """One template as the person who is changing it saw it."""
    found = await template(db, template_id, unit)
    if version not in (None, found.version):
        raise ChangedMeanwhile(CHANGED)
    return found


async def add(db: AsyncConnection, one: ReplyTemplate) -> None:
    """Write a new template down."""
    await db.execute(insert(reply_template), _row(one))


async def save(db: AsyncConnection, before: ReplyTemplate, after: ReplyTemplate) -> None:
    """Write a template back, unless another hand did so since `before` was read."""
    this = reply_template.c.id == before.id, reply_template.c.version == before.version
    written = await db.execute(update(reply_template).where(*this).values(_row(after)))
    if written.rowcount == 0:
        raise ChangedMeanwhile(CHANGED)


async def _listed(db: AsyncConnection, first: ColumnElement[Any], seen: ColumnElement[bool]) -> Sequence[ReplyTemplate]:
    order = first, reply_template.c.title, reply_template.c.id
    rows = await db.execute(select(reply_template).where(IN_USE, seen).order_by(*order).limit(MOST))
    return [_template(row) for row in rows]


def _offered(unit: str) -> ColumnElement[bool]:
    return or_(reply_template.c.unit == unit, reply_template.c.unit.is_(None))


def _row(one: ReplyTemplate) -> dict[str, Any]:
    return {name: getattr(one, name) for name in FIELDS}


def _template(row: Row[Any]) -> ReplyTemplate:
    return ReplyTemplate(**row._mapping)


Index(
    "ix_reply_template_unit",
    reply_template.c.unit,
    reply_template.c.title,
    reply_template.c.id,
    postgresql_where=reply_template.c.retired_at.is_(None),
)
