"""我要咨询: the form for what belongs to no policy, the answers that units made public, and one public answer."""

from collections.abc import Mapping
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import Query, Request
from fastapi.responses import HTMLResponse

from gongkai.desk.form_fields import FormFields
from gongkai.desk.forms import read_form, typed_in
from gongkai.desk.render import Pages, PagesDep
from gongkai.http.access import public
from gongkai.http.dependencies import ActorDep, ReadDep, RuntimeDep
from gongkai.http.paging import PagingDep
from gongkai.http.problems import status_of
from gongkai.http.rate_limits import client_address
from gongkai.http.router import Router
from gongkai.organisation.units import name_of
from gongkai.refusals import Refusal
from gongkai.runtime.service import ServiceRuntime
from inquiry_service.consultations.usecases import (
    Consultation,
    SpokenAnswer,
    SpotReceipt,
    answer_on_the_spot,
    consult_unit,
)
from inquiry_service.question.api import guard_of
from inquiry_service.question.domain.lifecycle import QuestionAct
from inquiry_service.question.domain.question import CHANNEL_WORDS
from inquiry_service.question.store import boards, questions
from inquiry_service.question.store.matters import matter_of, matters
from inquiry_service.question.store.similar import SimilarQuestion, similar
from inquiry_service.receipts.domain.receipt import in_groups
from inquiry_service.receipts.pages.asking import ask_form, is_sure, submit_once
from inquiry_service.receipts.usecases.intake import PublicIntake, Receipt

DESK: Final = "/desk/inquiries"
SPOT: Final = f"{DESK}/on-the-spot"
CONSULTATION: Final = FormFields.of(Consultation)
SPOKEN: Final = FormFields.of(SpokenAnswer)
router = Router(include_in_schema=False)
desk_router = Router(prefix=DESK, include_in_schema=False)


@router.get("/inquiries", guard=public())
async def answers_page(request: Request, db: ReadDep, paging: PagingDep, pages: PagesDep) -> HTMLResponse:
    """Consultations whose answers are of use to others."""
    after = paging.after()
    rows = await questions.public_consultations(db, (after[0], after[1]) if after else None, paging.limit + 1)
    page = paging.page(rows, lambda one: (one.answered_at, one.id))
    listed = {"answered": page["items"], "next": page["next"], "first": after is not None}
    return pages.render(request, "consultations.html", unit_name=name_of, **listed)


@router.get("/inquiries/new", guard=public())
async def consult_form(request: Request, pages: PagesDep) -> HTMLResponse:
    """The form."""
    return _form(request, pages, ask_form({}))


@router.post("/inquiries/new", guard=public())
async def post_consultation(request: Request, running: RuntimeDep, actor: ActorDep, pages: PagesDep) -> HTMLResponse:
    """What is similar and was answered; once the asker is sure, the receipt; or the form with what is still wrong."""
    running.resources.get(PublicIntake).asks.take(client_address(request))
    typed = await typed_in(request)
    try:
        consultation = read_form(Consultation, typed)
        matter_of(consultation.matter)
        offered = await _offered(consultation, typed, running)
        if offered:
            return _form(request, pages, ask_form(typed, similar=offered))
        receipt = await submit_once(
            Receipt,
            "/inquiries/new",
            typed,
            actor,
            running,
            lambda kit, work: consult_unit(consultation, kit, work),
        )
    except Refusal as refusal:
        return _form(request, pages, ask_form(typed, refusal))
    back = {"path": "/inquiries", "words": "看公开的答复"}
    return pages.render(request, "receipt.html", receipt=receipt, code=in_groups(receipt.query_code), back=back)


@router.get("/inquiries/{question_id}", guard=public())
async def public_answer(question_id: UUID, request: Request, db: ReadDep, pages: PagesDep) -> HTMLResponse:
    """One public question with its answer: what a letter, a similar question and a policy lead to."""
    question, policy_id = await questions.public_question(db, question_id)
    board = await boards.board(db, policy_id) if policy_id else None
    return pages.render(request, "answer.html", one=question, board=board, unit_name=name_of)


async def _offered(
    consultation: Consultation, typed: Mapping[str, str], running: ServiceRuntime
) -> list[SimilarQuestion]:
    if is_sure(typed):
        return []
    async with running.reading() as db:
        return await similar(db, consultation.text, None)


def _matters() -> list[tuple[str, str]]:
    return [(one.code, one.name) for one in matters().values()]


def _form(request: Request, pages: Pages, form: dict[str, Any]) -> HTMLResponse:
    refusal: Refusal | None = form["refusal"]
    return pages.render(
        request,
        "consult.html",
        status_code=status_of(refusal) if refusal else 200,
        fields=CONSULTATION.with_state({"matter": _matters()}, {}, {}),
        labels=CONSULTATION.labels,
        **form,
    )


@desk_router.get("/on-the-spot", guard=guard_of(QuestionAct.answer_on_the_spot))
async def spot_form(
    request: Request, pages: PagesDep, db: ReadDep, policy: Annotated[UUID | None, Query()] = None
) -> HTMLResponse:
    """The form; `policy` is the one that it was about."""
    board = await boards.board(db, policy) if policy else None
    return _spot_form(request, pages, ask_form({"policy_id": str(board.policy_id)} if board else {}))


@desk_router.post("/on-the-spot", guard=guard_of(QuestionAct.answer_on_the_spot))
async def post_spot(request: Request, running: RuntimeDep, actor: ActorDep, pages: PagesDep) -> HTMLResponse:
    """The receipt for the asker, or the form with what is still wrong."""
    typed = await typed_in(request)
    try:
        spoken = read_form(SpokenAnswer, typed)
        receipt = await submit_once(
            SpotReceipt,
            SPOT,
            typed,
            actor,
            running,
            lambda kit, work: answer_on_the_spot(spoken, kit, work),
        )
    except Refusal as refusal:
        return _spot_form(request, pages, ask_form(typed, refusal))
    return pages.render(request, "spot_receipt.html", receipt=receipt, code=in_groups(receipt.query_code))


def _spot_form(request: Request, pages: Pages, form: Mapping[str, Any]) -> HTMLResponse:
    refusal: Refusal | None = form["refusal"]
    return pages.render(
        request,
        "on_the_spot.html",
        status_code=status_of(refusal) if refusal else 200,
        fields=SPOKEN.with_state({"matter": _matters(), "channel": [*CHANNEL_WORDS.items()]}, {}, {}),
        labels=SPOKEN.labels,
        **form,
    )
