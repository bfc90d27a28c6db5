"""The message board under a policy: what was answered, the form to ask, and the receipt to take away."""

import asyncio
import re
import secrets
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from gongkai.actor import Actor
from gongkai.organisation.units import name_of
from gongkai.refusals import Refusal
from gongkai.running import Running
from gongkai.web.access import AccessTable, public
from gongkai.web.dependencies import PagesDep, ReadDep, RunningDep
from gongkai.web.forms import read_form, typed_in
from gongkai.web.idempotency import Claim, Once, StillRunning
from gongkai.web.limits import asker
from gongkai.web.pages import PagingDep
from gongkai.web.problems import status_of
from gongkai.web.render import field_errors
from inquiry_service.domain.receipt import spaced
from inquiry_service.store import boards, questions
from inquiry_service.usecases.ask_question import AskedQuestion, Receipt, ask_question
from inquiry_service.usecases.counter import counter_of

router = APIRouter(include_in_schema=False)
access: AccessTable = {
    ("GET", "/boards/{policy_id}"): public(),
    ("POST", "/boards/{policy_id}"): public(),
}

FORM_KEY: Final = re.compile(r"[0-9a-f]{32}")
LOOKS: Final = 50
PAUSE: Final = 0.1
"""Somebody who clicks twice waits up to five seconds for the receipt of the first click."""


@router.get("/boards/{policy_id}")
async def board_page(
    policy_id: UUID, request: Request, db: ReadDep, paging: PagingDep, pages: PagesDep
) -> HTMLResponse:
    """What was asked and answered under the policy, and the form."""
    board = await boards.board(db, policy_id)
    after = paging.after(policy_id=policy_id)
    rows = await questions.answered(db, policy_id, (after[0], after[1]) if after else None, paging.limit + 1)
    page = paging.page(rows, lambda one: (one.answered_at, one.id), policy_id=policy_id)
    listed = {"answered": page["items"], "next": page["next"], "first": after is not None}
    return pages.render(request, "board.html", board=board, **listed, **_form({}))


@router.post("/boards/{policy_id}")
async def post_question(policy_id: UUID, request: Request, running: RunningDep, pages: PagesDep) -> HTMLResponse:
    """The receipt, or the form with what is still wrong."""
    counter_of(running).asks.take(asker(request))
    typed = await typed_in(request)
    try:
        asked = read_form(AskedQuestion, typed)
        receipt = await _ask(policy_id, asked, typed.get("once", ""), running)
    except Refusal as refusal:
        return await _again(policy_id, request, running, typed, refusal)
    return pages.render(request, "receipt.html", receipt=receipt, code=spaced(receipt.query_code), policy_id=policy_id)


async def _ask(policy_id: UUID, asked: AskedQuestion, form_key: str, running: Running) -> Receipt:
    """A form sent twice is one question; a form sent again with other words is another."""
    secret = form_key if FORM_KEY.fullmatch(form_key) else secrets.token_hex(16)
    words = sha256(f"{policy_id}\n{asked.email}\n{asked.text}".encode()).digest()
    once = Once(Claim(f"{secret}:{words.hex()}", "/boards/{policy_id}", words))
    code = await counter_of(running).codes.new()
    for _ in range(LOOKS):
        try:
            async with running.work(Actor.citizen()) as work:
                answer = await once.respond(work, Receipt, lambda: ask_question(policy_id, asked, code, work))
            return Receipt.model_validate_json(bytes(answer.body))
        except StillRunning:
            await asyncio.sleep(PAUSE)
    raise StillRunning("您的提问正在提交，请稍候刷新本页。")


async def _again(
    policy_id: UUID, request: Request, running: Running, typed: Mapping[str, str], refusal: Refusal
) -> HTMLResponse:
    async with running.reading() as db:
        board = await boards.board(db, policy_id)
    return request.app.state.pages.render(  # type: ignore[no-any-return]
        request,
        "board.html",
        status_code=status_of(refusal),
        board=board,
        answered=None,
        next=None,
        first=False,
        **_form(typed, refusal),
    )


def _form(typed: Mapping[str, str], refusal: Refusal | None = None) -> dict[str, Any]:
    """What the ask form is drawn from; each drawing of an empty form has a key of its own."""
    return {
        "form": typed,
        "once": typed.get("once") or secrets.token_hex(16),
        "errors": field_errors(refusal.points) if refusal else {},
        "refusal": refusal,
        "unit_name": name_of,
    }
