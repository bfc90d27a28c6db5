"""All SQL about questions and their answers, and nothing else; column names are field names."""

from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.refusals import ChangedMeanwhile
from inquiry_service.question.domain.board import Board, PolicyClause
from inquiry_service.question.domain.lifecycle import QuestionUnknown
from inquiry_service.question.domain.question import Question, QuestionKind, QuestionState, Rating, SpotChannel
from inquiry_service.question.domain.similar import grams_of
from inquiry_service.question.store.tables import boards, is_public, questions


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredQuestion:
    """The public part of a question: without its number and its asker."""

    id: UUID
    text: str
    clause: PolicyClause | None
    rendition: str
    linked: tuple[PolicyClause, ...]
    unit: str
    asked_at: datetime
    answered_at: datetime

    @property
    def answer(self) -> str:
        return self.rendition

    @property
    def clauses(self) -> tuple[PolicyClause, ...]:
        """What was asked about, and what else the answer names."""
        asked = (self.clause,) if self.clause and self.clause not in self.linked else ()
        return (*asked, *self.linked)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionLine:
    """A question in a list at the desk."""

    id: UUID
    receipt_no: str
    kind: QuestionKind
    policy_id: UUID | None
    matter: str
    unit: str
    text: str
    state: QuestionState
    cycle: int
    asked_at: datetime
    channel: str | None
    rating: str | None
    version: int


WHOLE: Final = [questions.c[field.name] for field in fields(Question)]
PUBLIC: Final = [questions.c[field.name] for field in fields(AnsweredQuestion)]
LINE: Final = [questions.c[field.name] for field in fields(QuestionLine)]


async def question(db: AsyncConnection, question_id: UUID, unit: str | None = None) -> Question:
    """One question; with `unit` given, only if that unit owes the answer."""
    wanted = select(*WHOLE).where(questions.c.id == question_id)
    if unit is not None:
        wanted = wanted.where(questions.c.unit == unit)
    return _one(await _first(db, wanted))


async def by_receipt(db: AsyncConnection, receipt_no: str) -> Question:
    """The question that a receipt belongs to."""
    return _one(await _first(db, _of_receipt(receipt_no)))


async def lock_by_receipt(db: AsyncConnection, receipt_no: str) -> Question:
    """The same, locked until this transaction ends, so that a double click is two acts in a row."""
    return _one(await _first(db, _of_receipt(receipt_no).with_for_update()))


async def add(db: AsyncConnection, question: Question) -> bool:
    """Write a new question down; `False` if its receipt number is taken, and nothing is written."""
    statement = (
        insert(questions).values(row_of_question(question)).on_conflict_do_nothing(index_elements=["receipt_no"])
    )
    return (await db.execute(statement.returning(questions.c.id))).one_or_none() is not None


async def save(db: AsyncConnection, question: Question) -> Question:
    """Write the question back, if its version is the one read; returns the new version. Raises ChangedMeanwhile."""
    saved = replace(question, version=question.version + 1)
    here = (questions.c.id == question.id, questions.c.version == question.version)
    if (await db.execute(update(questions).where(*here).values(row_of_question(saved)))).rowcount == 0:
        raise ChangedMeanwhile("这件咨询刚被别人处理，请刷新后再操作。")
    return saved


async def public_under(
    db: AsyncConnection, board: Board, after: tuple[datetime, UUID] | None, limit: int
) -> list[AnsweredQuestion]:
    """The public answers under a policy, newest first, from `after` on; none after an emergency withdrawal."""
    if board.hidden:
        return []
    return await _public(db, questions.c.policy_id == board.policy_id, after, limit)


async def public_consultations(
    db: AsyncConnection, after: tuple[datetime, UUID] | None, limit: int
) -> list[AnsweredQuestion]:
    """The public answers of consultations, newest first, from `after` on."""
    return await _public(db, questions.c.policy_id.is_(None), after, limit)


async def public_question(db: AsyncConnection, question_id: UUID) -> tuple[AnsweredQuestion, UUID | None]:
    """One public question, and the policy that it stands under."""
    wanted = (
        select(*PUBLIC, questions.c.policy_id)
        .select_from(questions.outerjoin(boards, boards.c.policy_id == questions.c.policy_id))
        .where(questions.c.id == question_id, is_public, boards.c.hidden.is_not(True))
    )
    row = await _first(db, wanted)
    if row is None:
        raise QuestionUnknown("没有找到这件咨询，或者它没有公开。")
    columns = dict(row._mapping)
    policy_id: UUID | None = columns.pop("policy_id")
    return AnsweredQuestion(**columns), policy_id


async def of_unit(
    db: AsyncConnection, unit: str | None, state: QuestionState | None, after: UUID | None, limit: int
) -> list[QuestionLine]:
    """A unit's questions (all units' for `None`), last asked first."""
    wanted = select(*LINE)
    if unit is not None:
        wanted = wanted.where(questions.c.unit == unit)
    if state is not None:
        wanted = wanted.where(questions.c.state == state)
    if after is not None:
        wanted = wanted.where(questions.c.id < after)
    rows = await db.execute(wanted.order_by(questions.c.id.desc()).limit(limit))
    return [
        QuestionLine(**dict(row._mapping) | {"kind": QuestionKind(row.kind), "state": QuestionState(row.state)})
        for row in rows
    ]


def row_of_question(question: Question) -> dict[str, Any]:
    """The columns of a question; only what is public can be found by what it is like."""
    row = {field.name: getattr(question, field.name) for field in fields(question)}
    grams = list(grams_of(question.text)) if question.is_public else []
    return row | {"drafted_by": list(question.drafted_by), "grams": grams}


def question_of_row(row: Row[Any]) -> Question:
    """A question from its columns."""
    columns = dict(row._mapping)
    columns["kind"] = QuestionKind(columns["kind"])
    columns["state"] = QuestionState(columns["state"])
    columns["drafted_by"] = tuple(columns["drafted_by"])
    columns["channel"] = SpotChannel(columns["channel"]) if columns["channel"] else None
    columns["rating"] = Rating(columns["rating"]) if columns["rating"] else None
    return Question(**columns)


async def _public(
    db: AsyncConnection, where: ColumnElement[bool], after: tuple[datetime, UUID] | None, limit: int
) -> list[AnsweredQuestion]:
    wanted = select(*PUBLIC).where(where, is_public)
    if after is not None:
        wanted = wanted.where(tuple_(questions.c.answered_at, questions.c.id) < after)
    wanted = wanted.order_by(questions.c.answered_at.desc(), questions.c.id.desc()).limit(limit)
    return [AnsweredQuestion(**row._mapping) for row in await db.execute(wanted)]


def _of_receipt(receipt_no: str) -> Select[Any]:
    return select(*WHOLE).where(questions.c.receipt_no == receipt_no)


async def _first(db: AsyncConnection, wanted: Select[Any]) -> Row[Any] | None:
    return (await db.execute(wanted)).one_or_none()


def _one(row: Row[Any] | None) -> Question:
    if row is None:
        raise QuestionUnknown("没有找到这件咨询。")
    return question_of_row(row)
