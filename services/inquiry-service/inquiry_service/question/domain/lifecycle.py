"""Life cycle of a question: roles, needs and refusals of every act (§3, §9).

Forms, API, pages and the acts themselves ask this table; none of them repeats a rule.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from gongkai.actor import Actor, Role
from gongkai.refusals import Ground, Refusal
from inquiry_service.question.domain.question import Question, QuestionState


class QuestionAct(StrEnum):
    """What is done with a question; the value is its name in the audit log."""

    ask = "ask"
    draft_answer = "draft_answer"
    clear_marks = "clear_marks"
    review_answer = "review_answer"
    answer_on_the_spot = "answer_on_the_spot"
    unmask = "unmask"
    rate = "rate"
    reopen = "reopen"


class QuestionUnknown(Refusal):
    """There is no such question, or it is not this unit's."""

    code = "question-unknown"
    ground = Ground.unknown


class AlreadyAnswered(Refusal):
    """The answer was given; it is not rewritten."""

    code = "already-answered"
    ground = Ground.untimely


class AnswerMissing(Refusal):
    """There is no answer yet that could be reviewed."""

    code = "answer-missing"
    ground = Ground.untimely


class AnswerSelfApproval(Refusal):
    """The drafter cannot review the answer."""

    code = "answer-self-approval"
    ground = Ground.forbidden


class AnswerHeldBack(Refusal):
    """The gate found what must not go out (§10); the points say all of it."""

    code = "answer-held-back"
    ground = Ground.unlawful


class NotAnsweredYet(Refusal):
    """There is no answer that the asker could rate, or be dissatisfied with."""

    code = "not-answered-yet"
    ground = Ground.untimely


class AlreadyRated(Refusal):
    """Each answer is rated once."""

    code = "already-rated"
    ground = Ground.untimely


class AlreadyReopened(Refusal):
    """A question is reopened once; after that there are other ways."""

    code = "already-reopened"
    ground = Ground.untimely


@dataclass(frozen=True, slots=True)
class QuestionNeed:
    """One condition of a move, judged for a question and the id of a person (empty: the asker).

    `words` are those of the refusal; `hint` stands on the page in the place of the form.
    """

    holds: Callable[[Question, str], bool]
    refusal: type[Refusal]
    words: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class QuestionMove:
    """Roles, needs and outcome of an act; without roles it is the asker's, with the receipt.

    The first need that does not hold is the one that refuses.
    """

    roles: tuple[Role, ...] = ()
    needs: tuple[QuestionNeed, ...] = ()
    to: QuestionState | None = None


def _unanswered(words: str) -> QuestionNeed:
    return QuestionNeed(lambda question, _: not question.is_answered, AlreadyAnswered, words)


def _answered(words: str) -> QuestionNeed:
    return QuestionNeed(lambda question, _: question.is_answered, NotAnsweredYet, words)


LIFECYCLE: Final[Mapping[QuestionAct, QuestionMove]] = {
    QuestionAct.ask: QuestionMove(to=QuestionState.asked),
    QuestionAct.draft_answer: QuestionMove(
        roles=(Role.clerk,), needs=(_unanswered("已经答复，不能再修改。"),), to=QuestionState.answer_drafted
    ),
    QuestionAct.clear_marks: QuestionMove(roles=(Role.secrecy,)),
    QuestionAct.review_answer: QuestionMove(
        roles=(Role.head,),
        needs=(
            _unanswered("已经答复。"),
            QuestionNeed(
                lambda question, _: question.state is QuestionState.answer_drafted,
                AnswerMissing,
                "还没有拟好的答复，不能审核。",
            ),
            QuestionNeed(
                lambda question, person: person not in question.drafted_by,
                AnswerSelfApproval,
                "拟写答复的人不能审核自己的答复。",
                hint="您参与了拟写，须由另一位负责人审核。",
            ),
        ),
        to=QuestionState.answered,
    ),
    QuestionAct.answer_on_the_spot: QuestionMove(
        roles=(Role.clerk, Role.head), needs=(_unanswered("已经答复。"),), to=QuestionState.answered
    ),
    QuestionAct.unmask: QuestionMove(roles=(Role.clerk, Role.head)),
    QuestionAct.rate: QuestionMove(
        needs=(
            _answered("还没有答复，暂时不能评价。"),
            QuestionNeed(lambda question, _: question.rating is None, AlreadyRated, "您已经评价过这次答复，不能再改。"),
        ),
    ),
    QuestionAct.reopen: QuestionMove(
        needs=(
            QuestionNeed(
                lambda question, _: question.cycle == 1,
                AlreadyReopened,
                "每件咨询可以要求再次答复一次。如仍不满意，请拨打 12345 市民服务热线反映。",
            ),
            _answered("还没有答复，不能要求再次答复。"),
        ),
        to=QuestionState.reopened,
    ),
}


def unmet(act: QuestionAct, question: Question, person: str = "") -> QuestionNeed | None:
    """The first need of an act that does not hold for this question and person."""
    return next((need for need in LIFECYCLE[act].needs if not need.holds(question, person)), None)


def require(act: QuestionAct, question: Question, person: str = "") -> None:
    """Refuse an act whose needs do not all hold."""
    if need := unmet(act, question, person):
        raise need.refusal(need.words)


def may(act: QuestionAct, question: Question, actor: Actor) -> bool:
    """Whether a member of staff may do this now: by unit, role and needs."""
    own = actor.only_unit in (None, question.unit)
    return own and actor.has(*LIFECYCLE[act].roles) and unmet(act, question, actor.id) is None


def asker_may(act: QuestionAct, question: Question) -> bool:
    """Whether the asker may do this now."""
    return not LIFECYCLE[act].roles and unmet(act, question) is None
