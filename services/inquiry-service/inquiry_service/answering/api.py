"""Answers over REST, for staff: the unit answers, another person agrees, the secrecy officer clears marks."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Header, Response
from pydantic import Field

from gongkai.http.access import staff
from gongkai.http.dependencies import ActorDep, ReadDep, RuntimeDep, WorkDep
from gongkai.http.etag import IfMatch, read_expected
from gongkai.http.router import Router
from gongkai.review.seal import Seal
from gongkai.review.unmasking import Unmasking
from gongkai.review.views import GateView
from inquiry_service.answering.domain import renditions
from inquiry_service.answering.usecases import (
    AnswerDraft,
    ClearedMarks,
    clear_marks,
    draft_answer,
    judge_answer,
    review_answer,
    unmask_question,
)
from inquiry_service.question.api import PREFIX, Attributes, QuestionView, guard_of, with_etag
from inquiry_service.question.domain.lifecycle import QuestionAct
from inquiry_service.question.domain.question import Original, Question
from inquiry_service.question.store import questions

router = Router(prefix=PREFIX, tags=["inquiries"])


class OriginalView(Attributes):
    """The asker's own words; each reading is in the audit log with its purpose."""

    text: str
    email: str
    reason: str
    comment: str


class AnswerGateView(GateView):
    """What the gate says of question and answer as they stand now."""

    text: str = Field(description="The question as it will be read")
    answer: str = Field(description="The answer as it will be read")


async def _version_read(if_match: Annotated[str | None, Header()] = None) -> int | None:
    """A signature may say which version was read; then it is bound to that version."""
    return None if if_match is None else read_expected(if_match).version


VersionRead = Annotated[int | None, Depends(_version_read)]


@router.get("/{question_id}/gate", guard=staff(), response_model=AnswerGateView)
async def get_gate(question_id: UUID, db: ReadDep, actor: ActorDep) -> dict[str, Any]:
    """What holds the answer back, what should be looked at, and how question and answer will be read."""
    question = await questions.question(db, question_id, actor.only_unit)
    judgement = await judge_answer(question, db)
    text, answer = renditions(question, judgement)
    return {
        "points": judgement.points,
        "cautions": judgement.cautions,
        "held": judgement.held,
        "text": text,
        "answer": answer,
    }


@router.put("/{question_id}/answer", guard=guard_of(QuestionAct.draft_answer), response_model=QuestionView)
async def put_answer(
    question_id: UUID, written: AnswerDraft, read: IfMatch, response: Response, work: WorkDep
) -> Question:
    """Write the answer; another person has to agree to it."""
    return with_etag(response, await draft_answer(question_id, written, read.version, work))


@router.post("/{question_id}/review", guard=guard_of(QuestionAct.review_answer), response_model=QuestionView)
async def post_review(question_id: UUID, read: VersionRead, response: Response, work: WorkDep) -> Question:
    """Agree to the answer: masked, it is public under the policy (a consultation's goes to its asker)."""
    return with_etag(response, await review_answer(question_id, read, work))


@router.post("/{question_id}/clearances", guard=guard_of(QuestionAct.clear_marks), status_code=204)
async def post_clearances(question_id: UUID, marks: ClearedMarks, work: WorkDep) -> None:
    """The secrecy officer lets texts pass that the gate holds; a changed text is held again."""
    await clear_marks(question_id, marks, work)


@router.post("/{question_id}/unmasking", guard=guard_of(QuestionAct.unmask), response_model=OriginalView)
async def post_unmasking(
    question_id: UUID, unmasking: Unmasking, response: Response, running: RuntimeDep, work: WorkDep
) -> Original:
    """The asker's own words and address, for a purpose that is written into the audit log."""
    response.headers["Cache-Control"] = "no-store"
    return await unmask_question(question_id, unmasking, running.resources.get(Seal), work)
