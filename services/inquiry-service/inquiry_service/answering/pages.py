"""Forms of the desk page of a question: its answer drafted, reviewed, cleared; the original words read."""

from collections.abc import Sequence
from typing import Final

from gongkai.desk.act_forms import (
    Button,
    FormAction,
    FormState,
    Submission,
    Typed,
    body_at_any_version,
    button_only,
    with_body,
)
from gongkai.desk.render import field_errors
from gongkai.fields.inputs import Input, Widget
from gongkai.refusals import Point
from gongkai.review.seal import Seal
from gongkai.review.unmasking import Unmasking
from inquiry_service.answering.usecases import (
    AnswerDraft,
    ClearedMarks,
    clear_marks,
    draft_answer,
    review_answer,
    unmask_question,
)
from inquiry_service.question.domain.lifecycle import QuestionAct
from inquiry_service.question.domain.question import Original
from inquiry_service.question.pages import QuestionCase, QuestionForm

CLAUSES: Final = ("clause_1", "clause_2", "clause_3")
"""The fields of an answer that name further clauses."""


def clauses_of(typed: Typed) -> dict[str, str]:
    """Each clause that was chosen, with the first field that names it."""
    chosen: dict[str, str] = {}
    for name in CLAUSES:
        if clause := typed.get(name, "").strip():
            chosen.setdefault(clause, name)
    return chosen


def _answer_errors(typed: Typed, points: Sequence[Point]) -> dict[str, str]:
    """A clause of the body is a field of its own in the form."""
    names = {f"/clauses/{place}": f"/{name}" for place, name in enumerate(clauses_of(typed).values())}
    return field_errors([Point(names.get(one.pointer, one.pointer), one.code, one.detail) for one in points])


def _answer_now(case: QuestionCase) -> FormState:
    """The answer as it was saved last, and which clauses it may name: the policy's present ones, and its own."""
    question, board = case.question, case.board
    known = (*((question.clause,) if question.clause else ()), *question.clauses)
    offered = {clause.id: clause.title for clause in (*(board.clauses if board else ()), *known)}
    place = "这份文件的留言板" if board else "“公开的咨询答复”"
    return FormState(
        options={"clauses": list(offered.items())},
        labels={"publish": f"公开这件咨询和答复（遮盖个人信息后，在{place}里给大家看）"},
        values={
            "answer": question.answer,
            "publish": "yes" if question.to_publish else "",
            "withheld": question.withheld,
            **{f"clause_{place}": clause.id for place, clause in enumerate(question.clauses, start=1)},
        },
    )


def _is_saved_already(case: QuestionCase, sent: Submission) -> bool:
    return sent.read(AnswerDraft).is_draft_of(case.question, case.actor)


def _reviewed_by_the_same(case: QuestionCase, _: Submission) -> bool:
    return case.question.is_answered and case.question.reviewed_by == case.actor.id


def _held_now(case: QuestionCase) -> FormState:
    """Which texts are held; where there is one, its name stands before the reason."""
    held = case.gate.held if case.gate else ()
    title = f"{held[0].title}：" if len(held) == 1 else ""
    return FormState(
        options={"digests": [(piece.digest, piece.title) for piece in held]},
        labels={"reason": f"{title}可以放行的理由"},
    )


async def _unmask(sent: Submission) -> Original:
    purpose = sent.read(Unmasking)
    async with sent.running.work(sent.actor) as work:
        return await unmask_question(sent.case_id, purpose, sent.running.resources.get(Seal), work)


FORMS: Final[tuple[QuestionForm, ...]] = (
    QuestionForm(
        name="answer",
        act=QuestionAct.draft_answer,
        title="保存，送审核",
        action=with_body(AnswerDraft, draft_answer),
        now=_answer_now,
        given={"clauses": lambda typed: list(clauses_of(typed))},
        errors=_answer_errors,
        was_done=_is_saved_already,
        prefix="",
    ),
    QuestionForm(
        name="review",
        act=QuestionAct.review_answer,
        title="审核通过",
        action=button_only(review_answer),
        now=lambda case: FormState(title="审核通过并公开" if case.question.to_publish else "审核通过并答复"),
        errors_in="answer",
        was_done=_reviewed_by_the_same,
        prefix="",
    ),
    QuestionForm(
        name="clearances",
        act=QuestionAct.clear_marks,
        title="放行",
        buttons=(Button(kind="plain"),),
        inputs={
            "digests": Input("放行哪一部分", widget=Widget.radios),
            "reason": Input("可以放行的理由", "只放行现在的文字，改动后须重新判断。", rows=2),
        },
        action=body_at_any_version(ClearedMarks, clear_marks),
        now=_held_now,
        renamed={"digests": "digest", "reason": "clearing_reason"},
        guarded=False,
        versioned=False,
        prefix="",
    ),
    QuestionForm(
        name="unmasking",
        act=QuestionAct.unmask,
        title="查看一次",
        buttons=(Button(kind="plain"),),
        action=FormAction(_unmask, (Unmasking,)),
        now=lambda _: FormState(hints={"purpose": "会记入审计日志，例如：核对许可证编号以便答复。"}),
        guarded=False,
        versioned=False,
        result_template="desk_question.html",
        prefix="",
    ),
)
