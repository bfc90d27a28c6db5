"""The desk page of one question: what was asked, until when, the answer, what holds it back, and who agreed."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Final, Literal
from uuid import UUID

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from gongkai.actor import Actor
from gongkai.desk.forms import read_form, typed_in
from gongkai.desk.render import Pages, PagesDep, field_errors
from gongkai.fields.body import Body
from gongkai.fields.text import Line, Prose
from gongkai.http.access import staff
from gongkai.http.dependencies import ActorDep, ReadDep, RunningDep
from gongkai.http.problems import status_of
from gongkai.http.router import Router
from gongkai.mounts.clock_pages import explanation_pages
from gongkai.refusals import ChangedMeanwhile, Point, Refusal
from gongkai.review.clearing import ClearanceReason, PieceDigest
from gongkai.review.seal import Seal
from gongkai.review.unmasking import Unmasking
from gongkai.runtime.service import Running
from gongkai.unit_of_work import Work
from inquiry_service.answering.usecases import (
    AnswerDraft,
    ClearedMarks,
    clear_marks,
    draft_answer,
    review_answer,
    unmask_question,
)
from inquiry_service.casework.pages.case_view import case_view
from inquiry_service.question.api import guard_of
from inquiry_service.question.domain.lifecycle import AlreadyAnswered, QuestionAct
from inquiry_service.question.domain.question import LIMITS, Original, Question
from inquiry_service.question.store import questions

PREFIX: Final = "/desk/inquiries"
ALSO: Final = ("clause_1", "clause_2", "clause_3")
router = Router(prefix=PREFIX, include_in_schema=False)


async def _number(subject_id: UUID, db: ReadDep, actor: ActorDep) -> str:
    return (await questions.question(db, subject_id, actor.only_unit)).receipt_no


explaining = explanation_pages(PREFIX, LIMITS, _number, staff())


class AnswerForm(Body):
    """The form of an answer: up to three further clauses, and who will read it."""

    answer: Annotated[str, Prose(5000, least=5)]
    clause_1: Annotated[str, Line(80, least=0)] = ""
    clause_2: Annotated[str, Line(80, least=0)] = ""
    clause_3: Annotated[str, Line(80, least=0)] = ""
    publish: Literal["", "yes"] = ""
    withheld: Annotated[str, Line(200, least=0)] = ""

    def written(self) -> AnswerDraft:
        """As the use case takes it."""
        named = dict.fromkeys(one for one in (self.clause_1, self.clause_2, self.clause_3) if one)
        return AnswerDraft(
            answer=self.answer, clauses=tuple(named), publish=self.publish == "yes", withheld=self.withheld
        )


class ClearanceForm(Body):
    """The form by which one text is let pass."""

    digest: PieceDigest
    clearing_reason: ClearanceReason


class QuestionPage:
    """The page of one question for one person: shown, or a form of it done."""

    def __init__(self, question_id: UUID, request: Request, running: Running, actor: Actor, pages: Pages) -> None:
        self.question_id = question_id
        self.actor = actor
        self.running = running
        self._request = request
        self._pages = pages

    async def typed(self) -> dict[str, str]:
        """Read the form."""
        return await typed_in(self._request)

    async def show(
        self,
        typed: Mapping[str, str] | None = None,
        refusal: Refusal | None = None,
        original: Original | None = None,
    ) -> HTMLResponse:
        """Render the page as it is now, with a refusal and what was typed; original words are shown only once."""
        async with self.running.reading() as db:
            question = await questions.question(db, self.question_id, self.actor.only_unit)
            case = await case_view(question, self.actor, db, self.running)
        drafted: dict[str, str] = case.pop("drafted")
        typed = typed or {}
        return self._pages.render(
            self._request,
            "desk_question.html",
            status_code=status_of(refusal) if refusal else 200,
            form=typed if "answer" in typed else drafted | dict(typed),
            errors=field_errors(_in_the_form(refusal, typed)),
            refusal=refusal,
            conflict=isinstance(refusal, ChangedMeanwhile),
            original=original,
            **case,
        )

    async def act(
        self,
        do: Callable[[Mapping[str, str], Work], Awaitable[object]],
        was_done: Callable[[Mapping[str, str], Question], bool] = lambda typed, question: False,
    ) -> Response:
        """Do what a form asks for, and redirect to the page; a refusal is shown in the page with what was typed.

        A double click, by `was_done`, is no conflict.
        """
        typed = await self.typed()
        try:
            async with self.running.work(self.actor) as work:
                await do(typed, work)
        except (ChangedMeanwhile, AlreadyAnswered) as refusal:
            async with self.running.reading() as db:
                question = await questions.question(db, self.question_id, self.actor.only_unit)
            if not was_done(typed, question):
                return await self.show(typed, refusal)
        except Refusal as refusal:
            return await self.show(typed, refusal)
        return RedirectResponse(f"{PREFIX}/{self.question_id}", 303)


async def _question_page(
    question_id: UUID, request: Request, running: RunningDep, actor: ActorDep, pages: PagesDep
) -> QuestionPage:
    return QuestionPage(question_id, request, running, actor, pages)


QuestionPageDep = Annotated[QuestionPage, Depends(_question_page)]


@router.get("/{question_id}", guard=staff())
async def question_page(page: QuestionPageDep) -> HTMLResponse:
    """One question, and what this person may do with it now."""
    return await page.show()


@router.post("/{question_id}/answer", guard=guard_of(QuestionAct.draft_answer))
async def post_answer(page: QuestionPageDep) -> Response:
    """Write the answer, unless a colleague did so meanwhile; then the form keeps what was typed."""

    async def do(typed: Mapping[str, str], work: Work) -> object:
        written = read_form(AnswerForm, typed).written()
        return await draft_answer(page.question_id, written, _read_version(typed), work)

    def was_done(typed: Mapping[str, str], question: Question) -> bool:
        return read_form(AnswerForm, typed).written().is_draft_of(question, page.actor)

    return await page.act(do, was_done)


@router.post("/{question_id}/review", guard=guard_of(QuestionAct.review_answer))
async def post_review(page: QuestionPageDep) -> Response:
    """Agree to the answer that was on the page."""
    return await page.act(
        lambda typed, work: review_answer(page.question_id, _read_version(typed), work),
        lambda typed, question: question.is_answered and question.reviewed_by == page.actor.id,
    )


@router.post("/{question_id}/clearances", guard=guard_of(QuestionAct.clear_marks))
async def post_clearance(page: QuestionPageDep) -> Response:
    """Let one text pass that the gate holds."""

    async def do(typed: Mapping[str, str], work: Work) -> None:
        clearing = read_form(ClearanceForm, typed)
        marks = ClearedMarks(digests=(clearing.digest,), reason=clearing.clearing_reason)
        await clear_marks(page.question_id, marks, work)

    return await page.act(do)


@router.post("/{question_id}/unmasking", guard=guard_of(QuestionAct.unmask))
async def post_unmasking(page: QuestionPageDep) -> HTMLResponse:
    """The page once with the asker's own words; opened again, it is masked again."""
    typed = await page.typed()
    try:
        purpose = read_form(Unmasking, typed)
        async with page.running.work(page.actor) as work:
            seal = page.running.resources.get(Seal)
            original = await unmask_question(page.question_id, purpose, seal, work)
    except Refusal as refusal:
        return await page.show(typed, refusal)
    return await page.show(original=original)


def _read_version(typed: Mapping[str, str]) -> int:
    """The version on which a form was based; one that cannot be read fits none."""
    said = typed.get("version", "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 9 else -1


def _in_the_form(refusal: Refusal | None, typed: Mapping[str, str]) -> list[Point]:
    """A clause in the body is a field of its own in the form."""
    if refusal is None:
        return []
    chosen: dict[str, str] = {}
    for name in ALSO:
        if clause := typed.get(name):
            chosen.setdefault(clause, name)
    names = {f"/clauses/{place}": f"/{name}" for place, name in enumerate(chosen.values())}
    return [Point(names.get(one.pointer, one.pointer), one.code, one.detail) for one in refusal.points]
