"""Message boards over REST: what was answered, what is similar, and asking."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from gongkai.http.access import AccessTable, public
from gongkai.http.dependencies import ActorDep, ReadDep, RunningDep
from gongkai.http.idempotency import OnceDep
from gongkai.http.paging import PagingDep
from gongkai.http.rate_limits import client_address
from inquiry_service.boards import store as boards
from inquiry_service.boards.usecases.ask_question import AskedQuestion, ask_question
from inquiry_service.question.api.views import AnsweredView, BoardView, ClauseView, SimilarList
from inquiry_service.question.store import questions
from inquiry_service.receipts.store.similar import similar
from inquiry_service.receipts.usecases.intake_kit import Receipt
from inquiry_service.receipts.usecases.public_intake import counter_of

router = APIRouter(prefix="/api/v1/boards", tags=["boards"])
access: AccessTable = {
    ("GET", "/api/v1/boards/{policy_id}"): public(),
    ("GET", "/api/v1/boards/{policy_id}/similar"): public(),
    ("POST", "/api/v1/boards/{policy_id}/questions"): public(),
}

SearchText = Annotated[str, Query(max_length=2000, description="What one is about to ask; one character is enough")]


@router.get("/{policy_id}", response_model=BoardView)
async def get_board(policy_id: UUID, db: ReadDep, paging: PagingDep) -> dict[str, Any]:
    """The board of a policy with its answered questions."""
    board = await boards.board(db, policy_id)
    after = paging.after(policy_id=policy_id)
    rows = await questions.under(db, board, (after[0], after[1]) if after else None, paging.limit + 1)
    page = paging.page(rows, lambda one: (one.answered_at, one.id), policy_id=policy_id)
    known = board.as_everybody_sees_it()
    shown = {name: getattr(known, name) for name in BoardView.model_fields if name not in page}
    return shown | {
        "clauses": [ClauseView.model_validate(one) for one in known.clauses],
        "items": [AnsweredView.model_validate(one) for one in page["items"]],
        "next": page["next"],
    }


@router.get("/{policy_id}/similar", response_model=SimilarList)
async def get_similar(
    policy_id: UUID, text: SearchText, request: Request, db: ReadDep, running: RunningDep
) -> dict[str, Any]:
    """Questions that were answered already, of this board and of others: to be offered before one asks."""
    counter_of(running).searches.take(client_address(request))
    return {"items": await similar(db, text, policy_id)}


@router.post("/{policy_id}/questions", response_model=Receipt, status_code=201)
async def post_question(
    policy_id: UUID, question: AskedQuestion, request: Request, once: OnceDep, running: RunningDep, actor: ActorDep
) -> Response:
    """Ask under a policy. The same request again gets the same receipt."""
    counter = counter_of(running)
    counter.asks.take(client_address(request))
    receiving = await counter.receiving()
    async with running.work(actor) as work:
        return await once.respond(work, Receipt, lambda: ask_question(policy_id, question, receiving, work))
