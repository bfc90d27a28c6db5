"""The desk page of one question: what was asked, until when, the answer, what holds it back, and who agreed."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from gongkai.desk.act_forms import VERSION
from gongkai.desk.case_page import CasePage, CaseVisit, RefusedForm, case_routes
from gongkai.desk.form_views import FormBasis, FormView, errors_of, form_views, labels_of
from gongkai.http.access import staff
from gongkai.http.dependencies import ActorDep, ReadDep
from gongkai.mounts.clock_pages import explanation_pages
from gongkai.refusals import ChangedMeanwhile
from inquiry_service.answering.pages import FORMS
from inquiry_service.casework.pages.case_view import OpenedQuestion, open_question
from inquiry_service.question.api import guard_of
from inquiry_service.question.domain.lifecycle import AlreadyAnswered, QuestionAct, may
from inquiry_service.question.domain.question import LIMITS
from inquiry_service.question.pages import CASES
from inquiry_service.question.store import questions

BY_NAME: Final = {form.name: form for form in FORMS}
LABELS: Final = labels_of(FORMS)
Refused = RefusedForm[OpenedQuestion, QuestionAct]


async def _number(subject_id: UUID, db: ReadDep, actor: ActorDep) -> str:
    return (await questions.question(db, subject_id, actor.only_unit)).receipt_no


def _context(visit: CaseVisit, case: OpenedQuestion, refused: Refused | None, original: object) -> Mapping[str, Any]:
    """The facts of the question and its forms; `original` are the asker's own words, shown only once."""
    question = case.question
    basis = FormBasis(address=f"{CASES}/{question.id}", hidden={VERSION: str(question.version)})
    return {
        **case.facts,
        "question": question,
        "board": case.board,
        "gate": case.gate,
        "here": basis.address,
        "forms": _views(case, basis, refused),
        "errors": errors_of(refused, BY_NAME) if refused else {},
        "labels": LABELS,
        "refusal": refused.refusal if refused else None,
        "conflict": refused is not None and refused.is_conflict,
        "original": original,
    }


def _views(case: OpenedQuestion, basis: FormBasis, refused: Refused | None) -> dict[str, FormView]:
    """The forms of this person; an answer that came without its text says what was saved last."""
    forms = [form for form in FORMS if may(form.act, case.question, case.actor)]
    views = form_views(forms, case, basis, refused)
    if refused and refused.form.name == "answer" and "answer" not in refused.typed and "answer" in views:
        saved = form_views(forms, case, basis)["answer"].values
        views["answer"] = replace(views["answer"], values={**saved, **refused.typed})
    return views


PAGE: Final[CasePage[OpenedQuestion, QuestionAct]] = CasePage(
    prefix=CASES,
    parameter="question_id",
    readers=staff(),
    guard=lambda form: guard_of(form.act),
    template="desk_question.html",
    load=open_question,
    context=_context,
    conflicts=(ChangedMeanwhile, AlreadyAnswered),
)

explaining = explanation_pages(CASES, LIMITS, _number, staff())
router = case_routes(PAGE, FORMS)
