"""The message board under a policy: what was answered, the form to ask, and the receipt to take away."""

from typing import Any, Final
from uuid import UUID

from fastapi import Request
from fastapi.responses import HTMLResponse

from gongkai.desk.form_fields import FormFields
from gongkai.desk.forms import read_form, typed_in
from gongkai.desk.render import PagesDep
from gongkai.http.access import public
from gongkai.http.dependencies import ActorDep, ReadDep, RuntimeDep
from gongkai.http.paging import PagingDep
from gongkai.http.problems import status_of
from gongkai.http.rate_limits import client_address
from gongkai.http.router import Router
from gongkai.refusals import Refusal
from gongkai.runtime.service import ServiceRuntime
from inquiry_service.boards.usecases import AskedQuestion, ask_question
from inquiry_service.question.domain.board import Board
from inquiry_service.question.store import boards, questions
from inquiry_service.question.store.similar import SimilarQuestion, similar
from inquiry_service.receipts.domain.receipt import in_groups
from inquiry_service.receipts.pages.asking import ask_form, is_sure, submit_once
from inquiry_service.receipts.usecases.intake import PublicIntake, Receipt

FIELDS: Final = FormFields.of(AskedQuestion)
router = Router(include_in_schema=False)


@router.get("/boards/{policy_id}", guard=public())
async def board_page(
    policy_id: UUID, request: Request, db: ReadDep, paging: PagingDep, pages: PagesDep
) -> HTMLResponse:
    """What was asked and answered under the policy, and the form."""
    board = await boards.board(db, policy_id)
    after = paging.after(policy_id=policy_id)
    rows = await questions.public_under(db, board, (after[0], after[1]) if after else None, paging.limit + 1)
    page = paging.page(rows, lambda one: (one.answered_at, one.id), policy_id=policy_id)
    listed = {"answered": page["items"], "next": page["next"], "first": after is not None}
    return pages.render(request, "board.html", **_shown(board), **listed, **ask_form({}))


@router.post("/boards/{policy_id}", guard=public())
async def post_question(
    policy_id: UUID, request: Request, running: RuntimeDep, actor: ActorDep, pages: PagesDep
) -> HTMLResponse:
    """What is similar and was answered; once the asker is sure, the receipt; or the form with what is still wrong."""
    running.resources.get(PublicIntake).asks.take(client_address(request))
    typed = await typed_in(request)
    try:
        question = read_form(AskedQuestion, typed)
        offered = [] if is_sure(typed) else await _offered(policy_id, question, running)
        if offered:
            return await _again(policy_id, request, running, ask_form(typed, similar=offered))
        receipt = await submit_once(
            Receipt,
            f"/boards/{policy_id}",
            typed,
            actor,
            running,
            lambda kit, work: ask_question(policy_id, question, kit, work),
        )
    except Refusal as refusal:
        return await _again(policy_id, request, running, ask_form(typed, refusal))
    back = {"path": f"/policies/{policy_id}", "words": "返回文件"}
    return pages.render(request, "receipt.html", receipt=receipt, code=in_groups(receipt.query_code), back=back)


async def _offered(policy_id: UUID, question: AskedQuestion, running: ServiceRuntime) -> list[SimilarQuestion]:
    async with running.reading() as db:
        board = await boards.board(db, policy_id)
        board.require_open()
        if question.clause:
            board.clause(question.clause)
        return await similar(db, question.text, policy_id)


async def _again(policy_id: UUID, request: Request, running: ServiceRuntime, form: dict[str, Any]) -> HTMLResponse:
    refusal: Refusal | None = form["refusal"]
    async with running.reading() as db:
        board = await boards.board(db, policy_id)
    return request.app.state.pages.render(  # type: ignore[no-any-return]
        request,
        "board.html",
        status_code=status_of(refusal) if refusal else 200,
        **_shown(board),
        answered=None,
        next=None,
        first=False,
        **form,
    )


def _shown(board: Board) -> dict[str, Any]:
    known = board.public_view()
    clauses = [(clause.id, clause.title) for clause in known.clauses]
    return {"board": known, "fields": FIELDS.with_state({"clause": clauses}, {}, {}), "labels": FIELDS.labels}
