"""The secrecy officer has looked at what the gate holds, and lets these very words pass; the reason is on record."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from gongkai.fields.body import Body
from gongkai.fields.text import Line, Prose
from gongkai.refusals import Ground, Point, Refusal
from gongkai.review import clearances
from gongkai.unit_of_work import Work
from inquiry_service.answering.usecases.judge_answer import judge_answer
from inquiry_service.question.store import questions as store


class AnswerNotHeld(Refusal):
    """The gate does not hold these words; perhaps they were changed after the officer looked."""

    code = "answer-not-held"
    ground = Ground.conflict


class ClearedMarks(Body):
    """Which texts may pass, by the digests that the gate shows, and why."""

    digests: tuple[Annotated[str, Line(64, least=64)], ...] = Field(min_length=1, max_length=10)
    reason: Annotated[str, Prose(500, least=4)]


async def clear_marks(question_id: UUID, marks: ClearedMarks, work: Work) -> None:
    question = await store.question(work.db, question_id)
    held = {piece.digest for piece in (await judge_answer(question, work.db)).held}
    if strange := [place for place, digest in enumerate(marks.digests) if digest not in held]:
        words = "没有这样待保密员处理的内容，或内容已有改动"
        points = [Point(f"/digests/{place}", AnswerNotHeld.code, words) for place in strange]
        raise AnswerNotHeld(f"{words}，请刷新后再处理。", points=points)
    await clearances.clear(work, question.id, marks.digests, marks.reason)
