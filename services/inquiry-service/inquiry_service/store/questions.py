"""All SQL about questions and their answers, and nothing else; column names are field names."""

from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.refusals import ChangedMeanwhile
from inquiry_service.domain.question import Question, QuestionState, QuestionUnknown
from inquiry_service.store.tables import is_answered, questions


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredQuestion:
    """What everybody may read of a question: neither its number nor who asked."""

    id: UUID
    text: str
    answer: str
    unit: str
    asked_at: datetime
    answered_at: datetime


PUBLIC = [questions.c[field.name] for field in fields(AnsweredQuestion)]


async def question(db: AsyncConnection, question_id: UUID, unit: str | None = None) -> Question:
    """One question; with `unit` given, only if that unit owes the answer."""
    wanted = select(questions).where(questions.c.id == question_id)
    if unit is not None:
        wanted = wanted.where(questions.c.unit == unit)
    return _one(await _first(db, wanted))


async def with_receipt(db: AsyncConnection, receipt_no: str) -> Question:
    """The question that a receipt belongs to."""
    return _one(await _first(db, select(questions).where(questions.c.receipt_no == receipt_no)))


async def add(db: AsyncConnection, question: Question) -> bool:
    """Write a new question down; `False` if its receipt number is taken, and nothing is written."""
    statement = insert(questions).values(as_row(question)).on_conflict_do_nothing(index_elements=["receipt_no"])
    return (await db.execute(statement.returning(questions.c.id))).one_or_none() is not None


async def save(db: AsyncConnection, question: Question) -> Question:
    """Write the question back, unless another hand did so since it was read; returns it in its new version."""
    saved = replace(question, version=question.version + 1)
    here = (questions.c.id == question.id, questions.c.version == question.version)
    if (await db.execute(update(questions).where(*here).values(as_row(saved)))).rowcount == 0:
        raise ChangedMeanwhile("这件咨询刚被别人处理，请刷新后再操作。")
    return saved


async def answered(
    db: AsyncConnection, policy_id: UUID, after: tuple[datetime, UUID] | None, limit: int
) -> list[AnsweredQuestion]:
    """The public answers under a policy, newest first; `after` is the last one of the page before."""
    wanted = select(*PUBLIC).where(questions.c.policy_id == policy_id, is_answered)
    if after is not None:
        wanted = wanted.where(tuple_(questions.c.answered_at, questions.c.id) < after)
    wanted = wanted.order_by(questions.c.answered_at.desc(), questions.c.id.desc()).limit(limit)
    return [AnsweredQuestion(**row._mapping) for row in await db.execute(wanted)]


async def at_the_desk(
    db: AsyncConnection, unit: str | None, state: QuestionState | None, after: UUID | None, limit: int
) -> list[Question]:
    """A unit's questions (all units' for `None`), last asked first."""
    wanted = select(questions)
    if unit is not None:
        wanted = wanted.where(questions.c.unit == unit)
    if state is not None:
        wanted = wanted.where(questions.c.state == state)
    if after is not None:
        wanted = wanted.where(questions.c.id < after)
    return [as_question(row) for row in await db.execute(wanted.order_by(questions.c.id.desc()).limit(limit))]


def as_row(question: Question) -> dict[str, Any]:
    """The columns of a question."""
    return asdict(question) | {"drafted_by": list(question.drafted_by)}


def as_question(row: Row[Any]) -> Question:
    """A question from its columns."""
    columns = dict(row._mapping)
    columns["state"] = QuestionState(columns["state"])
    columns["drafted_by"] = tuple(columns["drafted_by"])
    return Question(**columns)


async def _first(db: AsyncConnection, wanted: Select[Any]) -> Row[Any] | None:
    return (await db.execute(wanted)).one_or_none()


def _one(row: Row[Any] | None) -> Question:
    if row is None:
        raise QuestionUnknown("没有找到这件咨询。")
    return as_question(row)
