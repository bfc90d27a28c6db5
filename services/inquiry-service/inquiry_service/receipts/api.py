"""Receipts over REST, for citizens: look up, rate the answer, ask for another one."""

from datetime import date, datetime

from fastapi import Request
from pydantic import Field

from gongkai.http.access import public
from gongkai.http.dependencies import ActorDep, RuntimeDep
from gongkai.http.rate_limits import client_address
from gongkai.http.router import Router
from inquiry_service.question.api import Attributes
from inquiry_service.question.domain.question import QuestionKind, QuestionState, Rating
from inquiry_service.receipts.domain.status import QuestionStatus
from inquiry_service.receipts.usecases.follow_up import (
    TypedRating,
    TypedReceipt,
    TypedReopening,
    look_up,
    rate_answer,
    reopen_question,
)
from inquiry_service.receipts.usecases.intake import PublicIntake

router = Router(prefix="/api/v1/inquiries", tags=["inquiries"])


class StopView(Attributes):
    """A pause or another turn of the counting, and why."""

    at: datetime
    words: str
    reason: str


class StatusView(Attributes):
    """Where a question is: on which working day of how many, and what was answered."""

    receipt_no: str
    kind: QuestionKind
    state: QuestionState
    words: str = Field(description="The state in Chinese")
    asked_at: datetime
    day: int = Field(description="Which working day after the receipt it is; 0 on the day of receipt")
    days: int = Field(description="How many working days the unit has")
    due_on: date
    is_provisional: bool = Field(description="The calendar of the year of due_on is not announced yet")
    is_late: bool
    is_paused: bool
    stops: list[StopView] = Field(description="Pauses and why, in their order")
    cycle: int = Field(description="2 once the question was reopened")
    answer: str | None = Field(description="The present answer; null while one is owed")
    answered_at: datetime | None
    is_public: bool = Field(description="Everybody may read the answer")
    public_path: str | None = Field(description="Where everybody reads it")
    earlier_answer: str | None = Field(description="The first answer of a question that was reopened")
    rating: Rating | None
    may_be_rated: bool
    may_be_reopened: bool


@router.post("/lookup", guard=public(), response_model=StatusView)
async def post_lookup(typed: TypedReceipt, request: Request, running: RuntimeDep) -> QuestionStatus:
    """Where a question is; an unknown number, a wrong code and a shut number are answered alike."""
    intake = running.resources.get(PublicIntake)
    intake.lookups.take(client_address(request))
    return await look_up(typed, intake.codes, running)


@router.post("/lookup/rating", guard=public(), response_model=StatusView)
async def post_rating(typed: TypedRating, request: Request, running: RuntimeDep, actor: ActorDep) -> QuestionStatus:
    """Say how content one is with the answer, once; the same again changes nothing."""
    running.resources.get(PublicIntake).lookups.take(client_address(request))
    return await rate_answer(typed, actor, running)


@router.post("/lookup/reopening", guard=public(), response_model=StatusView)
async def post_reopening(
    typed: TypedReopening, request: Request, running: RuntimeDep, actor: ActorDep
) -> QuestionStatus:
    """Ask for another answer, once, with a reason; the counting begins anew."""
    running.resources.get(PublicIntake).lookups.take(client_address(request))
    return await reopen_question(typed, actor, running)
