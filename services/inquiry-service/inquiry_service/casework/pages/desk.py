"""The desk page of one question: what was asked, until when, the answer, what holds it back, and who agreed."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Final, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import Field

from gongkai.actor import Actor, Role
from gongkai.desk.forms import read_form, typed_in
from gongkai.desk.render import Pages, PagesDep, field_errors
from gongkai.fields.body import Body
from gongkai.fields.text import Line, Prose
from gongkai.http.access import AccessTable, staff
from gongkai.http.dependencies import ActorDep, ReadDep, RunningDep
from gongkai.http.problems import status_of
from gongkai.mounts.clock_pages import explanation_pages
from gongkai.refusals import ChangedMeanwhile, Point, Refusal
from gongkai.review.unmasking import Unmasking
from gongkai.runtime.service import Running
from gongkai.unit_of_work import Work
from inquiry_service.answering.usecases.clear_answer import ClearedMarks, clear_marks
from inquiry_service.answering.usecases.draft_answer import WrittenAnswer, draft_answer
from inquiry_service.answering.usecases.review_answer import review_answer
from inquiry_service.answering.usecases.unmask_question import unmask_question
from inquiry_service.casework.pages.case import case_of
from inquiry_service.question.domain.limits import LIMITS
from inquiry_service.question.domain.original import Original
from inquiry_service.question.domain.question import Question
from inquiry_service.question.domain.refusals import AlreadyAnswered
from inquiry_service.question.store import questions as store
from inquiry_service.receipts.usecases.public_intake import counter_of

PREFIX: Final = "/desk/inquiries"
CASE: Final = f"{PREFIX}/{{question_id}}"
ALSO: Final = ("clause_1", "clause_2", "clause_3")
router = APIRouter(prefix=PREFIX, include_in_schema=False)
access: AccessTable = {
    ("GET", CASE): staff(),
    ("POST", f"{CASE}/answer"): staff(Role.clerk),
    ("POST", f"{CASE}/review"): staff(Role.head),
    ("POST", f"{CASE}/clearances"): staff(Role.secrecy),
    ("POST", f"{CASE}/unmasking"): staff(Role.clerk, Role.head),
}


async def _number(subject_id: UUID, db: ReadDep, actor: ActorDep) -> str:
    return (await store.question(db, subject_id, actor.only_unit)).receipt_no


explaining = explanation_pages(PREFIX, LIMITS, _number, staff())


class TypedAnswer(Body):
    """The form of an answer: up to three further clauses, and who will read it."""

    answer: Annotated[str, Prose(5000, least=5)]
    clause_1: Annotated[str, Line(80, least=0)] = ""
    clause_2: Annotated[str, Line(80, least=0)] = ""
    clause_3: Annotated[str, Line(80, least=0)] = ""
    publish: Literal["", "yes"] = ""
    withheld: Annotated[str, Line(200, least=0)] = ""

    def written(self) -> WrittenAnswer:
        """As the use case takes it."""
        named = dict.fromkeys(one for one in (self.clause_1, self.clause_2, self.clause_3) if one)
        return WrittenAnswer(
            answer=self.answer, clauses=tuple(named), publish=self.publish == "yes", withheld=self.withheld
        )


class TypedClearing(Body):
    """The form by which one text is let pass."""

    digest: Annotated[str, Line(64, least=64)]
    clearing_reason: Annotated[str, Prose(500, least=4)] = Field()


class Desk:
    """One person at the page of one question."""

    def __init__(self, question_id: UUID, request: Request, running: Running, actor: Actor, pages: Pages) -> None:
        self.question_id = question_id
        self.actor = actor
        self.running = running
        self._request = request
        self._pages = pages

    async def typed(self) -> dict[str, str]:
        """What the form says."""
        return await typed_in(self._request)

    async def show(
        self,
        typed: Mapping[str, str] | None = None,
        refusal: Refusal | None = None,
        original: Original | None = None,
    ) -> HTMLResponse:
        """The page as it stands now, with what was refused and what was typed; the asker's own words only once."""
        async with self.running.reading() as db:
            question = await store.question(db, self.question_id, self.actor.only_unit)
            case = await case_of(question, self.actor, db, self.running)
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
        """Do what a form asks for, and lead back to the page; a refusal is shown in the page, the form is kept.
        Whoever clicked twice is told of no conflict with himself."""
        typed = await self.typed()
        try:
            async with self.running.work(self.actor) as work:
                await do(typed, work)
        except (ChangedMeanwhile, AlreadyAnswered) as refusal:
            async with self.running.reading() as db:
                question = await store.question(db, self.question_id, self.actor.only_unit)
            if not was_done(typed, question):
                return await self.show(typed, refusal)
        except Refusal as refusal:
            return await self.show(typed, refusal)
        return RedirectResponse(f"{PREFIX}/{self.question_id}", 303)


async def _at_desk(question_id: UUID, request: Request, running: RunningDep, actor: ActorDep, pages: PagesDep) -> Desk:
    return Desk(question_id, request, running, actor, pages)


AtDesk = Annotated[Desk, Depends(_at_desk)]


@router.get("/{question_id}")
async def question_page(desk: AtDesk) -> HTMLResponse:
    """One question, and what this person may do with it now."""
    return await desk.show()


@router.post("/{question_id}/answer")
async def post_answer(desk: AtDesk) -> Response:
    """Write the answer, unless somebody else did so meanwhile; then nothing that was typed is lost."""

    async def do(typed: Mapping[str, str], work: Work) -> object:
        written = read_form(TypedAnswer, typed).written()
        return await draft_answer(desk.question_id, written, _read_version(typed), work)

    def was_done(typed: Mapping[str, str], question: Question) -> bool:
        return read_form(TypedAnswer, typed).written().is_draft_of(question, desk.actor)

    return await desk.act(do, was_done)


@router.post("/{question_id}/review")
async def post_review(desk: AtDesk) -> Response:
    """Agree to the answer that was on the page."""
    return await desk.act(
        lambda typed, work: review_answer(desk.question_id, _read_version(typed), work),
        lambda typed, question: question.is_answered and question.reviewed_by == desk.actor.id,
    )


@router.post("/{question_id}/clearances")
async def post_clearance(desk: AtDesk) -> Response:
    """Let one text pass that the gate holds."""

    async def do(typed: Mapping[str, str], work: Work) -> None:
        clearing = read_form(TypedClearing, typed)
        marks = ClearedMarks(digests=(clearing.digest,), reason=clearing.clearing_reason)
        await clear_marks(desk.question_id, marks, work)

    return await desk.act(do)


@router.post("/{question_id}/unmasking")
async def post_unmasking(desk: AtDesk) -> HTMLResponse:
    """The page once with the asker's own words; opened again, it is masked again."""
    typed = await desk.typed()
    try:
        purpose = read_form(Unmasking, typed)
        async with desk.running.work(desk.actor) as work:
            seal = counter_of(desk.running).seal
            original = await unmask_question(desk.question_id, purpose, seal, work)
    except Refusal as refusal:
        return await desk.show(typed, refusal)
    return await desk.show(original=original)


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
