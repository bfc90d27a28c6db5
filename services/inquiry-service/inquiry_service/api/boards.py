"""Message boards over REST: what was answered, and asking."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from gongkai.web.access import AccessTable, public
from gongkai.web.dependencies import ActorDep, ReadDep, RunningDep
from gongkai.web.idempotency import OnceDep
from gongkai.web.limits import asker
from gongkai.web.pages import PagingDep
from inquiry_service.api.views import AnsweredView, BoardView
from inquiry_service.store import boards, questions
from inquiry_service.usecases.ask_question import AskedQuestion, Receipt, ask_question
from inquiry_service.usecases.counter import counter_of

router = APIRouter(prefix="/api/v1/boards", tags=["boards"])
access: AccessTable = {
    ("GET", "/api/v1/boards/{policy_id}"): public(),
    ("POST", "/api/v1/boards/{policy_id}/questions"): public(),
}


@router.get("/{policy_id}", response_model=BoardView)
async def get_board(policy_id: UUID, db: ReadDep, paging: PagingDep) -> dict[str, Any]:
    """The board of a policy with its answered questions."""
    board = await boards.board(db, policy_id)
    after = paging.after(policy_id=policy_id)
    rows = await questions.answered(db, policy_id, (after[0], after[1]) if after else None, paging.limit + 1)
    page = paging.page(rows, lambda one: (one.answered_at, one.id), policy_id=policy_id)
    shown = {name: getattr(board, name) for name in BoardView.model_fields if name not in page}
    return shown | {"items": [AnsweredView.model_validate(one) for one in page["items"]], "next": page["next"]}


@router.post("/{policy_id}/questions", response_model=Receipt, status_code=201)
async def post_question(
    policy_id: UUID, asked: AskedQuestion, request: Request, once: OnceDep, running: RunningDep, actor: ActorDep
) -> Response:
    """Ask under a policy. The same request again gets the same receipt."""
    counter = counter_of(running)
    counter.asks.take(asker(request))
    code = await counter.codes.new()
    async with running.work(actor) as work:
        return await once.respond(work, Receipt, lambda: ask_question(policy_id, asked, code, work))
