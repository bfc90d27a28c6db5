"""All SQL about letters to askers: the answer that each announces, and what became of it."""

from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from inquiry_service.question.domain.letter import AnswerLetter, AnswerLetterState
from inquiry_service.question.domain.question import Question
from inquiry_service.question.store.questions import WHOLE, question_of_row
from inquiry_service.question.store.tables import boards, is_public, letters, questions

LEASE: Final = timedelta(minutes=5)
"""A claimed letter whose sender died is free again after this time; longer than a batch can take."""
AT_ONCE: Final = 20
FIELDS: Final = [field.name for field in fields(AnswerLetter)]
PUBLIC_OF: Final = (
    select(questions.c.id)
    .select_from(questions.outerjoin(boards, boards.c.policy_id == questions.c.policy_id))
    .where(questions.c.id.in_(bindparam("ids", expanding=True)), is_public, boards.c.hidden.is_not(True))
)
WAITS: Final = letters.c.state == AnswerLetterState.waiting


@dataclass(frozen=True, slots=True)
class ClaimedLetter:
    """A claimed letter, the question whose answer it announces, and whether that answer is public."""

    letter: AnswerLetter
    question: Question
    in_public: bool


@dataclass(frozen=True, slots=True)
class LetterFigures:
    """Figures of the letters, for the health page."""

    waiting: int
    given_up: int
    oldest: datetime | None


async def add(db: AsyncConnection, letter: AnswerLetter) -> None:
    """Write a letter down; the answer has none before."""
    await db.execute(insert(letters), {name: getattr(letter, name) for name in FIELDS})


async def claim(db: AsyncConnection, now: datetime) -> list[ClaimedLetter]:
    """Letters due by now, hidden from all other senders until the lease ends; the caller commits, then sends."""
    wanted = (
        select(letters.c.id)
        .where(WAITS, letters.c.next_at <= now)
        .order_by(letters.c.next_at)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    taken = (
        update(letters)
        .where(letters.c.id.in_(wanted))
        .values(attempts=letters.c.attempts + 1, next_at=now + LEASE)
        .returning(*letters.c)
    )
    claimed = [_as_letter(dict(row._mapping)) for row in await db.execute(taken)]
    if not claimed:
        return []
    ids = {one.question_id for one in claimed}
    rows = await db.execute(select(*WHOLE).where(questions.c.id.in_(ids)))
    asked = {question.id: question for question in map(question_of_row, rows)}
    public = set(await db.scalars(PUBLIC_OF, {"ids": list(ids)}))
    in_order = sorted(claimed, key=lambda one: one.created_at)
    return [ClaimedLetter(one, asked[one.question_id], one.question_id in public) for one in in_order]


async def settle(db: AsyncConnection, letter: AnswerLetter) -> None:
    """Write down what became of a try, unless a later try was begun meanwhile."""
    settled = {name: getattr(letter, name) for name in ("state", "next_at", "settled_at", "last_error")}
    here = (letters.c.id == letter.id, letters.c.attempts == letter.attempts, WAITS)
    await db.execute(update(letters).where(*here).values(settled))


async def of_question(db: AsyncConnection, question_id: UUID) -> list[AnswerLetter]:
    """The letters of a question, first answer first."""
    wanted = select(letters).where(letters.c.question_id == question_id).order_by(letters.c.cycle)
    return [_as_letter(dict(row._mapping)) for row in await db.execute(wanted)]


async def figures(db: AsyncConnection) -> LetterFigures:
    """How many wait, how many were given up or refused, and since when the oldest waits."""
    lost = letters.c.state.in_((AnswerLetterState.given_up, AnswerLetterState.refused))
    counted = select(
        func.count().filter(WAITS), func.count().filter(lost), func.min(letters.c.created_at).filter(WAITS)
    )
    waiting, given_up, oldest = (await db.execute(counted.select_from(letters))).one()
    return LetterFigures(waiting, given_up, oldest)


def _as_letter(columns: dict[str, Any]) -> AnswerLetter:
    return AnswerLetter(**columns | {"state": AnswerLetterState(columns["state"])})
