"""Questions over REST: citizens look theirs up, the unit answers, another person agrees."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Request, Response

from gongkai.actor import Role
from gongkai.clocks.api import explain_access, explain_router
from gongkai.web.access import AccessTable, public, staff
from gongkai.web.dependencies import ActorDep, ReadDep, RunningDep, WorkDep
from gongkai.web.etag import IfMatch, etag, expected, not_modified
from gongkai.web.limits import asker
from gongkai.web.pages import Page, PagingDep
from inquiry_service.api.views import QuestionLineView, QuestionView, StatusView
from inquiry_service.domain.question import REPLY_WITHIN, Question, QuestionState
from inquiry_service.domain.status import Status
from inquiry_service.store import questions as store
from inquiry_service.usecases.counter import counter_of
from inquiry_service.usecases.draft_answer import WrittenAnswer, draft_answer
from inquiry_service.usecases.look_up import TypedReceipt, look_up
from inquiry_service.usecases.review_answer import review_answer

PREFIX = "/api/v1/inquiries"
router = APIRouter(prefix=PREFIX, tags=["inquiries"])
access: AccessTable = {
    ("POST", "/api/v1/inquiries/lookup"): public(),
    ("GET", "/api/v1/inquiries"): staff(),
    ("GET", "/api/v1/inquiries/{question_id}"): staff(),
    ("PUT", "/api/v1/inquiries/{question_id}/answer"): staff(Role.clerk),
    ("POST", "/api/v1/inquiries/{question_id}/review"): staff(Role.head),
    **explain_access(PREFIX, staff()),
}


async def own_question(subject_id: UUID, db: ReadDep, actor: ActorDep) -> None:
    """Clocks are for those who may see the question."""
    await store.question(db, subject_id, actor.only_unit)


clock_router = explain_router(PREFIX, (REPLY_WITHIN,), own_question, tag="inquiries")


async def _version_read(if_match: Annotated[str | None, Header()] = None) -> int | None:
    """A signature may say which version was read; then it is bound to that version."""
    return None if if_match is None else expected(if_match).version


VersionRead = Annotated[int | None, Depends(_version_read)]


@router.post("/lookup", response_model=StatusView)
async def post_lookup(typed: TypedReceipt, request: Request, running: RunningDep) -> Status:
    """Where a question is; an unknown number, a wrong code and a shut number are answered alike."""
    counter = counter_of(running)
    counter.lookups.take(asker(request))
    return await look_up(typed, counter.codes, running)


@router.get("", response_model=Page[QuestionLineView])
async def get_questions(
    db: ReadDep, actor: ActorDep, paging: PagingDep, state: QuestionState | None = None
) -> dict[str, Any]:
    """The unit's questions, last asked first."""
    unit = actor.only_unit
    after = paging.after(unit=unit, state=state)
    rows = await store.at_the_desk(db, unit, state, after[0] if after else None, paging.limit + 1)
    return paging.page(rows, lambda question: (question.id,), unit=unit, state=state)


@router.get("/{question_id}", response_model=QuestionView)
async def get_question(
    question_id: UUID, request: Request, response: Response, db: ReadDep, actor: ActorDep
) -> Question | Response:
    """One question of the own unit."""
    question = await store.question(db, question_id, actor.only_unit)
    return not_modified(request, question.version) or _tagged(response, question)


@router.put("/{question_id}/answer", response_model=QuestionView)
async def put_answer(
    question_id: UUID, written: WrittenAnswer, read: IfMatch, response: Response, work: WorkDep
) -> Question:
    """Write the answer; another person has to agree to it."""
    return _tagged(response, await draft_answer(question_id, written.answer, read.version, work))


@router.post("/{question_id}/review", response_model=QuestionView)
async def post_review(question_id: UUID, read: VersionRead, response: Response, work: WorkDep) -> Question:
    """Agree to the answer: it stands under the policy, and the counting stops."""
    return _tagged(response, await review_answer(question_id, read, work))


def _tagged(response: Response, question: Question) -> Question:
    response.headers["ETag"] = etag(question.version)
    return question
