"""Questions over REST, for staff: the unit answers, another person agrees, the secrecy officer clears marks."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Request, Response

from gongkai.actor import Role
from gongkai.http.access import AccessTable, staff
from gongkai.http.dependencies import ActorDep, ReadDep, RunningDep, WorkDep
from gongkai.http.etag import IfMatch, etag, not_modified, read_expected
from gongkai.http.idempotency import OnceDep
from gongkai.http.paging import Page, PagingDep
from gongkai.mounts.clocks_api import explain_router
from gongkai.review.unmasking import Unmasking
from inquiry_service.answering.usecases.clear_answer import ClearedMarks, clear_marks
from inquiry_service.answering.usecases.draft_answer import WrittenAnswer, draft_answer
from inquiry_service.answering.usecases.judge_answer import judge_answer
from inquiry_service.answering.usecases.review_answer import review_answer
from inquiry_service.answering.usecases.unmask_question import unmask_question
from inquiry_service.consultations.usecases.answer_on_the_spot import SpokenAnswer, SpotReceipt, answer_on_the_spot
from inquiry_service.question.api.views import AnswerGateView, OriginalView, QuestionLineView, QuestionView
from inquiry_service.question.domain.gate import as_it_goes_out
from inquiry_service.question.domain.limits import LIMITS
from inquiry_service.question.domain.original import Original
from inquiry_service.question.domain.question import Question, QuestionState
from inquiry_service.question.store import questions as store
from inquiry_service.receipts.usecases.public_intake import counter_of

PREFIX = "/api/v1/inquiries"
ONE = f"{PREFIX}/{{question_id}}"
router = APIRouter(prefix=PREFIX, tags=["inquiries"])
access: AccessTable = {
    ("GET", PREFIX): staff(),
    ("POST", f"{PREFIX}/on-the-spot"): staff(Role.clerk, Role.head),
    ("GET", ONE): staff(),
    ("GET", f"{ONE}/gate"): staff(),
    ("PUT", f"{ONE}/answer"): staff(Role.clerk),
    ("POST", f"{ONE}/review"): staff(Role.head),
    ("POST", f"{ONE}/clearances"): staff(Role.secrecy),
    ("POST", f"{ONE}/unmasking"): staff(Role.clerk, Role.head),
}


async def own_question(subject_id: UUID, db: ReadDep, actor: ActorDep) -> None:
    """Clocks are for those who may see the question."""
    await store.question(db, subject_id, actor.only_unit)


clock_router = explain_router(PREFIX, LIMITS, own_question, staff(), tag="inquiries")


async def _version_read(if_match: Annotated[str | None, Header()] = None) -> int | None:
    """A signature may say which version was read; then it is bound to that version."""
    return None if if_match is None else read_expected(if_match).version


VersionRead = Annotated[int | None, Depends(_version_read)]


@router.get("", response_model=Page[QuestionLineView])
async def get_questions(
    db: ReadDep, actor: ActorDep, paging: PagingDep, state: QuestionState | None = None
) -> dict[str, Any]:
    """The unit's questions, last asked first."""
    unit = actor.only_unit
    after = paging.after(unit=unit, state=state)
    rows = await store.at_the_desk(db, unit, state, after[0] if after else None, paging.limit + 1)
    return paging.page(rows, lambda question: (question.id,), unit=unit, state=state)


@router.post("/on-the-spot", response_model=SpotReceipt, status_code=201)
async def post_on_the_spot(spoken: SpokenAnswer, once: OnceDep, running: RunningDep, actor: ActorDep) -> Response:
    """Write down what was answered at the counter or by telephone. The same request again gets the same receipt."""
    receiving = await counter_of(running).receiving()
    async with running.work(actor) as work:
        return await once.respond(work, SpotReceipt, lambda: answer_on_the_spot(spoken, receiving, work))


@router.get("/{question_id}", response_model=QuestionView)
async def get_question(
    question_id: UUID, request: Request, response: Response, db: ReadDep, actor: ActorDep
) -> Question | Response:
    """One question of the own unit."""
    question = await store.question(db, question_id, actor.only_unit)
    return not_modified(request, question.version) or _tagged(response, question)


@router.get("/{question_id}/gate", response_model=AnswerGateView)
async def get_gate(question_id: UUID, db: ReadDep, actor: ActorDep) -> dict[str, Any]:
    """What holds the answer back, what should be looked at, and how question and answer will be read."""
    question = await store.question(db, question_id, actor.only_unit)
    judgement = await judge_answer(question, db)
    text, answer = as_it_goes_out(question, judgement)
    return {
        "points": judgement.points,
        "cautions": judgement.cautions,
        "held": judgement.held,
        "text": text,
        "answer": answer,
    }


@router.put("/{question_id}/answer", response_model=QuestionView)
async def put_answer(
    question_id: UUID, written: WrittenAnswer, read: IfMatch, response: Response, work: WorkDep
) -> Question:
    """Write the answer; another person has to agree to it."""
    return _tagged(response, await draft_answer(question_id, written, read.version, work))


@router.post("/{question_id}/review", response_model=QuestionView)
async def post_review(question_id: UUID, read: VersionRead, response: Response, work: WorkDep) -> Question:
    """Agree to the answer: masked, it is public under the policy (a consultation's goes to its asker)."""
    return _tagged(response, await review_answer(question_id, read, work))


@router.post("/{question_id}/clearances", status_code=204)
async def post_clearances(question_id: UUID, marks: ClearedMarks, work: WorkDep) -> None:
    """The secrecy officer lets texts pass that the gate holds; a changed text is held again."""
    await clear_marks(question_id, marks, work)


@router.post("/{question_id}/unmasking", response_model=OriginalView)
async def post_unmasking(
    question_id: UUID, unmasking: Unmasking, response: Response, running: RunningDep, work: WorkDep
) -> Original:
    """The asker's own words and address, for a purpose that is written into the audit log."""
    response.headers["Cache-Control"] = "no-store"
    return await unmask_question(question_id, unmasking, counter_of(running).seal, work)


def _tagged(response: Response, question: Question) -> Question:
    response.headers["ETag"] = etag(question.version)
    return question
