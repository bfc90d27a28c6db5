"""The unit's list of questions at the desk, and the form for what was answered at the counter or by telephone."""

from collections.abc import Mapping
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from gongkai.actor import Role
from gongkai.desk.forms import read_form, typed_in
from gongkai.desk.render import Pages, PagesDep
from gongkai.http.access import AccessTable, staff
from gongkai.http.dependencies import ActorDep, ReadDep, RunningDep
from gongkai.http.paging import PagingDep
from gongkai.http.problems import status_of
from gongkai.organisation.units import name_of
from gongkai.refusals import Refusal
from inquiry_service.boards import store as boards
from inquiry_service.consultations.usecases.answer_on_the_spot import SpokenAnswer, SpotReceipt, answer_on_the_spot
from inquiry_service.question.domain.matters import matters
from inquiry_service.question.domain.question import CHANNEL_WORDS, RATING_WORDS, STATE_WORDS, QuestionState
from inquiry_service.question.store import questions
from inquiry_service.receipts.domain.receipt import spaced
from inquiry_service.receipts.pages.asking import ask_form, given_once

PREFIX: Final = "/desk/inquiries"
SPOT: Final = f"{PREFIX}/on-the-spot"
router = APIRouter(prefix=PREFIX, include_in_schema=False)
access: AccessTable = {
    ("GET", PREFIX): staff(),
    ("GET", SPOT): staff(Role.clerk, Role.head),
    ("POST", SPOT): staff(Role.clerk, Role.head),
}


@router.get("")
async def questions_page(
    request: Request,
    db: ReadDep,
    actor: ActorDep,
    paging: PagingDep,
    pages: PagesDep,
    state: Annotated[str, Query(max_length=20)] = "",
) -> HTMLResponse:
    """The unit's questions, last asked first."""
    unit = actor.only_unit
    wanted = QuestionState(state) if state in QuestionState.__members__ else None
    after = paging.after(unit=unit, state=wanted)
    rows = await questions.at_the_desk(db, unit, wanted, after[0] if after else None, paging.limit + 1)
    page = paging.page(rows, lambda one: (one.id,), unit=unit, state=wanted)
    filtered = f"{PREFIX}?state={wanted}" if wanted else PREFIX
    return pages.render(
        request,
        "desk_questions.html",
        rows=page["items"],
        titles=await boards.titled(db, (one.policy_id for one in page["items"] if one.policy_id)),
        next=f"{filtered}{'&' if wanted else '?'}cursor={page['next']}" if page["next"] else "",
        first=filtered if after else "",
        form={"state": state},
        states=STATE_WORDS,
        ratings=RATING_WORDS,
        channels=CHANNEL_WORDS,
        matters=matters(),
        unit_name=name_of,
        sees_all=unit is None,
        may_write=actor.has(Role.clerk, Role.head),
    )


@router.get("/on-the-spot")
async def spot_form(
    request: Request, pages: PagesDep, db: ReadDep, policy: Annotated[UUID | None, Query()] = None
) -> HTMLResponse:
    """The form; `policy` is the one that it was about."""
    board = await boards.board(db, policy) if policy else None
    return _form(request, pages, ask_form({"policy_id": str(board.policy_id)} if board else {}))


@router.post("/on-the-spot")
async def post_spot(request: Request, running: RunningDep, actor: ActorDep, pages: PagesDep) -> HTMLResponse:
    """The receipt for the asker, or the form with what is still wrong."""
    typed = await typed_in(request)
    try:
        spoken = read_form(SpokenAnswer, typed)
        receipt = await given_once(
            SpotReceipt,
            SPOT,
            typed,
            actor,
            running,
            lambda receiving, work: answer_on_the_spot(spoken, receiving, work),
        )
    except Refusal as refusal:
        return _form(request, pages, ask_form(typed, refusal))
    return pages.render(request, "spot_receipt.html", receipt=receipt, code=spaced(receipt.query_code))


def _form(request: Request, pages: Pages, form: Mapping[str, Any]) -> HTMLResponse:
    refusal: Refusal | None = form["refusal"]
    return pages.render(
        request,
        "on_the_spot.html",
        status_code=status_of(refusal) if refusal else 200,
        matters=[(one.code, one.name) for one in matters().values()],
        channels=list(CHANNEL_WORDS.items()),
        **form,
    )
