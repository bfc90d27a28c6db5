"""Message boards over REST: what was answered, what is similar, and asking."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Request, Response
from pydantic import BaseModel, Field

from gongkai.http.access import public
from gongkai.http.dependencies import ActorDep, ReadDep, RuntimeDep
from gongkai.http.idempotency import OnceDep
from gongkai.http.paging import PagingDep
from gongkai.http.rate_limits import client_address
from gongkai.http.router import Router
from inquiry_service.boards.usecases import AskedQuestion, ask_question
from inquiry_service.question.api import Attributes, PolicyClauseView
from inquiry_service.question.domain.board import BoardState
from inquiry_service.question.store import boards, questions
from inquiry_service.question.store.similar import similar
from inquiry_service.receipts.usecases.intake import PublicIntake, Receipt, prepare_intake

router = Router(prefix="/api/v1/boards", tags=["boards"])

SearchText = Annotated[str, Query(max_length=2000, description="What one is about to ask; one character is enough")]


class AnsweredView(Attributes):
    """A question and its public answer, both masked."""

    id: UUID
    text: str
    clause: PolicyClauseView | None = Field(description="What the question is about")
    answer: str
    clauses: list[PolicyClauseView] = Field(description="What the question is about and the answer names")
    unit: str = Field(description="Code of the unit that answered")
    asked_at: datetime
    answered_at: datetime


class BoardView(Attributes):
    """A policy's message board with one page of its answered questions, newest first."""

    policy_id: UUID
    title: str
    document_no: str
    drafting_unit: str = Field(description="Code of the unit that owes the answers")
    clauses: list[PolicyClauseView] = Field(description="What a question may be about")
    state: BoardState
    opened_at: datetime
    closed_at: datetime | None
    items: list[AnsweredView]
    next: str | None = Field(description="Cursor of the next page; null on the last page")


class SimilarView(Attributes):
    """A public question that is like the one about to be asked."""

    id: UUID
    policy_id: UUID | None = Field(description="Under which policy; null for a consultation")
    title: str | None = Field(description="The policy's title")
    text: str
    answer: str
    unit: str
    answered_at: datetime
    path: str = Field(description="Where everybody reads it")


class SimilarList(BaseModel):
    """The most similar first, at most five."""

    items: list[SimilarView]


@router.get("/{policy_id}", guard=public(), response_model=BoardView)
async def get_board(policy_id: UUID, db: ReadDep, paging: PagingDep) -> dict[str, Any]:
    """The board of a policy with its answered questions."""
    board = await boards.board(db, policy_id)
    after = paging.after(policy_id=policy_id)
    rows = await questions.public_under(db, board, (after[0], after[1]) if after else None, paging.limit + 1)
    page = paging.page(rows, lambda one: (one.answered_at, one.id), policy_id=policy_id)
    known = board.public_view()
    shown = {name: getattr(known, name) for name in BoardView.model_fields if name not in page}
    return shown | {
        "clauses": [PolicyClauseView.model_validate(one) for one in known.clauses],
        "items": [AnsweredView.model_validate(one) for one in page["items"]],
        "next": page["next"],
    }


@router.get("/{policy_id}/similar", guard=public(), response_model=SimilarList)
async def get_similar(
    policy_id: UUID, text: SearchText, request: Request, db: ReadDep, running: RuntimeDep
) -> dict[str, Any]:
    """Questions that were answered already, of this board and of others: to be offered before one asks."""
    running.resources.get(PublicIntake).searches.take(client_address(request))
    return {"items": await similar(db, text, policy_id)}


@router.post("/{policy_id}/questions", guard=public(), response_model=Receipt, status_code=201)
async def post_question(
    policy_id: UUID, question: AskedQuestion, request: Request, once: OnceDep, running: RuntimeDep, actor: ActorDep
) -> Response:
    """Ask under a policy. The same request again gets the same receipt."""
    running.resources.get(PublicIntake).asks.take(client_address(request))
    kit = await prepare_intake(running)
    async with running.work(actor) as work:
        return await once.respond(work, Receipt, lambda: ask_question(policy_id, question, kit, work))
