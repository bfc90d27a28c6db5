"""我要咨询: the form for what belongs to no policy, the answers that units made public, and one public answer."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from gongkai.desk.forms import read_form, typed_in
from gongkai.desk.render import Pages, PagesDep
from gongkai.http.access import AccessTable, public
from gongkai.http.dependencies import ActorDep, ReadDep, RunningDep
from gongkai.http.paging import PagingDep
from gongkai.http.problems import status_of
from gongkai.http.rate_limits import client_address
from gongkai.organisation.units import name_of
from gongkai.refusals import Refusal
from gongkai.runtime.service import Running
from inquiry_service.boards import store as boards
from inquiry_service.consultations.usecases.consult_unit import Consultation, consult_unit
from inquiry_service.question.domain.matters import matter_of, matters
from inquiry_service.question.store import questions
from inquiry_service.receipts.domain.receipt import spaced
from inquiry_service.receipts.pages.asking import ask_form, given_once, is_sure
from inquiry_service.receipts.store.similar import SimilarQuestion, similar
from inquiry_service.receipts.usecases.intake_kit import Receipt
from inquiry_service.receipts.usecases.public_intake import counter_of

router = APIRouter(include_in_schema=False)
access: AccessTable = {
    ("GET", "/inquiries"): public(),
    ("GET", "/inquiries/new"): public(),
    ("POST", "/inquiries/new"): public(),
    ("GET", "/inquiries/{question_id}"): public(),
}


@router.get("/inquiries")
async def answers_page(request: Request, db: ReadDep, paging: PagingDep, pages: PagesDep) -> HTMLResponse:
    """Consultations whose answers are of use to others."""
    after = paging.after()
    rows = await questions.of_consultations(db, (after[0], after[1]) if after else None, paging.limit + 1)
    page = paging.page(rows, lambda one: (one.answered_at, one.id))
    listed = {"answered": page["items"], "next": page["next"], "first": after is not None}
    return pages.render(request, "consultations.html", unit_name=name_of, **listed)


@router.get("/inquiries/new")
async def consult_form(request: Request, pages: PagesDep) -> HTMLResponse:
    """The form."""
    return _form(request, pages, ask_form({}))


@router.post("/inquiries/new")
async def post_consultation(request: Request, running: RunningDep, actor: ActorDep, pages: PagesDep) -> HTMLResponse:
    """What is similar and was answered; once the asker is sure, the receipt; or the form with what is still wrong."""
    counter_of(running).asks.take(client_address(request))
    typed = await typed_in(request)
    try:
        consultation = read_form(Consultation, typed)
        matter_of(consultation.matter)
        offered = await _offered(consultation, typed, running)
        if offered:
            return _form(request, pages, ask_form(typed, similar=offered))
        receipt = await given_once(
            Receipt,
            "/inquiries/new",
            typed,
            actor,
            running,
            lambda receiving, work: consult_unit(consultation, receiving, work),
        )
    except Refusal as refusal:
        return _form(request, pages, ask_form(typed, refusal))
    back = {"path": "/inquiries", "words": "看公开的答复"}
    return pages.render(request, "receipt.html", receipt=receipt, code=spaced(receipt.query_code), back=back)


@router.get("/inquiries/{question_id}")
async def public_answer(question_id: UUID, request: Request, db: ReadDep, pages: PagesDep) -> HTMLResponse:
    """One public question with its answer: what a letter, a similar question and a policy lead to."""
    question, policy_id = await questions.public_question(db, question_id)
    board = await boards.board(db, policy_id) if policy_id else None
    return pages.render(request, "answer.html", one=question, board=board, unit_name=name_of)


async def _offered(consultation: Consultation, typed: Mapping[str, str], running: Running) -> list[SimilarQuestion]:
    if is_sure(typed):
        return []
    async with running.reading() as db:
        return await similar(db, consultation.text, None)


def _form(request: Request, pages: Pages, form: dict[str, Any]) -> HTMLResponse:
    refusal: Refusal | None = form["refusal"]
    return pages.render(
        request,
        "consult.html",
        status_code=status_of(refusal) if refusal else 200,
        matters=[(one.code, one.name) for one in matters().values()],
        **form,
    )
