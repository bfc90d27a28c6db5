"""The desk page of one question: what was asked, until when, the answer, and the agreement of another person."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.actor import Actor, Role
from gongkai.clocks.explaining import readings
from gongkai.clocks.pages import explanation_access, explanation_pages
from gongkai.organisation.units import name_of
from gongkai.refusals import ChangedMeanwhile, Refusal
from gongkai.running import Running
from gongkai.web.access import AccessTable, staff
from gongkai.web.clock_face import face
from gongkai.web.dependencies import ActorDep, ReadDep, RunningDep
from gongkai.web.forms import read_form, typed_in
from gongkai.web.problems import status_of
from gongkai.web.render import Pages, field_errors
from inquiry_service.domain.question import REPLY_WITHIN, STATE_WORDS, Question, QuestionState
from inquiry_service.store import boards
from inquiry_service.store import questions as store
from inquiry_service.usecases.draft_answer import WrittenAnswer, draft_answer
from inquiry_service.usecases.review_answer import review_answer

PREFIX: Final = "/desk/inquiries"
router = APIRouter(prefix=PREFIX, include_in_schema=False)
access: AccessTable = {
    ("GET", "/desk/inquiries/{question_id}"): staff(),
    ("POST", "/desk/inquiries/{question_id}/answer"): staff(Role.clerk),
    ("POST", "/desk/inquiries/{question_id}/review"): staff(Role.head),
    **explanation_access(PREFIX, staff()),
}


async def _number(subject_id: UUID, db: ReadDep, actor: ActorDep) -> str:
    return (await store.question(db, subject_id, actor.only_unit)).receipt_no


explaining = explanation_pages(PREFIX, (REPLY_WITHIN,), _number)


@router.get("/{question_id}")
async def question_page(
    question_id: UUID, request: Request, db: ReadDep, actor: ActorDep, running: RunningDep
) -> HTMLResponse:
    """One question, and what this person may do with it now."""
    question = await store.question(db, question_id, actor.only_unit)
    return await _show(request, running, db, question)


@router.post("/{question_id}/answer")
async def post_answer(question_id: UUID, request: Request, running: RunningDep, actor: ActorDep) -> Response:
    """Write the answer, unless somebody else did so meanwhile; then nothing that was typed is lost."""
    typed = await typed_in(request)
    try:
        written = read_form(WrittenAnswer, typed)
        async with running.work(actor) as work:
            await draft_answer(question_id, written.answer, _read_version(typed), work)
    except Refusal as refusal:
        return await _show_again(request, running, question_id, refusal, typed)
    return RedirectResponse(f"{PREFIX}/{question_id}", 303)


@router.post("/{question_id}/review")
async def post_review(question_id: UUID, request: Request, running: RunningDep, actor: ActorDep) -> Response:
    """Agree to the answer that was on the page."""
    typed = await typed_in(request)
    try:
        async with running.work(actor) as work:
            await review_answer(question_id, _read_version(typed), work)
    except Refusal as refusal:
        return await _show_again(request, running, question_id, refusal, None)
    return RedirectResponse(f"{PREFIX}/{question_id}", 303)


def _read_version(typed: Mapping[str, str]) -> int:
    """The version on which a form was based; one that cannot be read fits none."""
    said = typed.get("version", "")
    return int(said) if said.isdecimal() and len(said) < 9 else -1


async def _show_again(
    request: Request, running: Running, question_id: UUID, refusal: Refusal, typed: Mapping[str, str] | None
) -> HTMLResponse:
    actor: Actor = request.state.actor
    async with running.reading() as db:
        question = await store.question(db, question_id, actor.only_unit)
        return await _show(request, running, db, question, refusal=refusal, typed=typed)


async def _show(
    request: Request, running: Running, db: AsyncConnection, question: Question, **refused: Any
) -> HTMLResponse:
    """The page as it stands now, with what was refused and what was typed."""
    pages: Pages = request.app.state.pages
    refusal: Refusal | None = refused.get("refusal")
    now = running.timepiece.now()
    limits = {REPLY_WITHIN.code: REPLY_WITHIN}
    clocks = await readings(db, question.id, limits, running.calendar, now)
    return pages.render(
        request,
        "desk_question.html",
        status_code=status_of(refusal) if refusal else 200,
        question=question,
        board=await boards.board(db, question.policy_id),
        faces=[face(reading, limit, running.calendar, now) for _, limit, reading in clocks],
        form=refused.get("typed") or {"answer": question.answer},
        errors=field_errors(refusal.points) if refusal else {},
        refusal=refusal,
        conflict=isinstance(refusal, ChangedMeanwhile),
        steps=_steps(question),
        states=STATE_WORDS,
        unit_name=name_of,
        **_may(request.state.actor, question),
    )


def _may(actor: Actor, question: Question) -> dict[str, Any]:
    """Which buttons this person finds. The use cases judge again."""
    drafted = question.state is QuestionState.answer_drafted
    wrote_it = actor.id in question.drafted_by
    return {
        "may_answer": question.state is not QuestionState.answered and actor.has(Role.clerk),
        "may_review": drafted and actor.has(Role.head) and not wrote_it,
        "wrote_it": drafted and wrote_it,
    }


def _steps(question: Question) -> list[dict[str, Any]]:
    """What happened so far."""
    steps: list[dict[str, Any]] = [{"at": question.asked_at, "title": "收到咨询", "by": "市民"}]
    if question.drafted_at:
        steps.append({"at": question.drafted_at, "title": "拟写答复", "by": "、".join(question.drafters)})
    if question.answered_at and question.reviewed_by:
        by = question.names[question.reviewed_by]
        steps.append({"at": question.answered_at, "title": "审核通过，答复公开", "by": by})
    return steps
