"""Questions over REST, for staff: the unit's list, one question, its clocks."""

from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import Request, Response
from pydantic import BaseModel, ConfigDict, Field

from gongkai.http.access import Guard, staff
from gongkai.http.dependencies import ActorDep, ReadDep
from gongkai.http.etag import etag, not_modified
from gongkai.http.paging import Page, PagingDep
from gongkai.http.router import Router
from gongkai.mounts.clocks_api import explain_router
from inquiry_service.question.domain.lifecycle import LIFECYCLE, QuestionAct
from inquiry_service.question.domain.question import LIMITS, Question, QuestionKind, QuestionState, Rating, SpotChannel
from inquiry_service.question.store import questions

PREFIX = "/api/v1/inquiries"
router = Router(prefix=PREFIX, tags=["inquiries"])


def guard_of(act: QuestionAct) -> Guard:
    """The guard of an act's route: the roles of its move."""
    return staff(*LIFECYCLE[act].roles)


class Attributes(BaseModel):
    """A view made from the attributes of a value."""

    model_config = ConfigDict(from_attributes=True)


class PolicyClauseView(Attributes):
    """A heading of the policy."""

    id: str = Field(description="Anchor on the policy's page")
    title: str


class QuestionLineView(Attributes):
    """A question in a list at the desk."""

    id: UUID
    receipt_no: str
    kind: QuestionKind
    policy_id: UUID | None
    matter: str
    unit: str
    text: str = Field(description="Masked")
    state: QuestionState
    cycle: int
    asked_at: datetime
    channel: SpotChannel | None = Field(description="Answered on the spot: counter | phone")
    rating: Rating | None
    version: int


class EarlierView(Attributes):
    """The first answer of a question that was reopened."""

    rendition: str
    answered_at: datetime
    rating: Rating | None
    comment: str


class QuestionView(QuestionLineView):
    """A question as its unit sees it; the asker's own words and address only by an unmasking."""

    clause: PolicyClauseView | None
    has_email: bool = Field(description="The asker is told by mail")
    answer: str = Field(description="As drafted")
    clauses: list[PolicyClauseView] = Field(description="What the drafted answer names")
    to_publish: bool = Field(description="Whether everybody will read it")
    withheld: str = Field(description="Why a board's answer is for the asker only")
    rendition: str = Field(description="The answer as its readers read it")
    is_public: bool
    drafted_by: tuple[str, ...]
    drafted_at: datetime | None
    reviewed_by: str | None
    answered_at: datetime | None
    comment: str = Field(description="What the asker said of the answer, masked")
    reason: str = Field(description="Why it was reopened, masked")
    earlier: list[EarlierView]
    names: dict[str, str] = Field(description="How the people behind the ids are called")


async def own_question(subject_id: UUID, db: ReadDep, actor: ActorDep) -> None:
    """Refuse the clocks of a question that the person may not see."""
    await questions.question(db, subject_id, actor.only_unit)


clock_router = explain_router(PREFIX, LIMITS, own_question, staff(), tag="inquiries")


@router.get("", guard=staff(), response_model=Page[QuestionLineView])
async def get_questions(
    db: ReadDep, actor: ActorDep, paging: PagingDep, state: QuestionState | None = None
) -> dict[str, Any]:
    """The unit's questions, last asked first."""
    unit = actor.only_unit
    after = paging.after(unit=unit, state=state)
    rows = await questions.of_unit(db, unit, state, after[0] if after else None, paging.limit + 1)
    return paging.page(rows, lambda question: (question.id,), unit=unit, state=state)


@router.get("/{question_id}", guard=staff(), response_model=QuestionView)
async def get_question(
    question_id: UUID, request: Request, response: Response, db: ReadDep, actor: ActorDep
) -> Question | Response:
    """One question of the own unit."""
    question = await questions.question(db, question_id, actor.only_unit)
    return not_modified(request, question.version) or with_etag(response, question)


def with_etag(response: Response, question: Question) -> Question:
    """The question, with its version as the ETag of the response."""
    response.headers["ETag"] = etag(question.version)
    return question
