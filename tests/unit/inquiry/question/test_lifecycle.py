"""The life cycle asks the same of everybody: forms, API and acts judge by one table."""

import pytest

from gongkai.actor import Actor, Role
from gongkai.refusals import Refusal
from inquiry_service.question.domain.lifecycle import LIFECYCLE, QuestionAct, asker_may, may, require, unmet
from inquiry_service.question.domain.question import Question
from tests.unit.inquiry.makers import ANSWERED, ASKED, CLERK, HEAD, OTHER, drafted

BOTH = Actor(CLERK.id, CLERK.name, "food", frozenset({Role.clerk, Role.head}))
STRANGER = Actor("z", "丁", "huangpu", frozenset({Role.clerk, Role.head}))
STATES = [ASKED, drafted(ASKED), ANSWERED]


@pytest.mark.parametrize(
    ("actor", "act", "expected"),
    [
        (CLERK, QuestionAct.draft_answer, [True, True, False]),
        (OTHER, QuestionAct.draft_answer, [True, True, False]),
        (HEAD, QuestionAct.draft_answer, [False, False, False]),
        (HEAD, QuestionAct.review_answer, [False, True, False]),
        (CLERK, QuestionAct.review_answer, [False, False, False]),
        (BOTH, QuestionAct.review_answer, [False, False, False]),
        (STRANGER, QuestionAct.review_answer, [False, False, False]),
        (STRANGER, QuestionAct.draft_answer, [False, False, False]),
        (HEAD, QuestionAct.unmask, [True, True, True]),
        (STRANGER, QuestionAct.unmask, [False, False, False]),
        (HEAD, QuestionAct.rate, [False, False, False]),
    ],
)
def test_d1_who_may_do_what_in_which_state(actor: Actor, act: QuestionAct, expected: list[bool]) -> None:
    assert [may(act, question, actor) for question in STATES] == expected


@pytest.mark.parametrize("question", STATES)
@pytest.mark.parametrize("act", [QuestionAct.rate, QuestionAct.reopen])
def test_d4_the_asker_may_follow_up_on_an_answer_only(act: QuestionAct, question: Question) -> None:
    assert asker_may(act, question) is question.is_answered
    assert not asker_may(QuestionAct.draft_answer, question)


@pytest.mark.parametrize("act", list(QuestionAct))
@pytest.mark.parametrize("question", STATES)
@pytest.mark.parametrize("person", ["", CLERK.id, HEAD.id])
def test_d1_an_act_is_refused_exactly_where_a_need_is_unmet(act: QuestionAct, question: Question, person: str) -> None:
    need = unmet(act, question, person)
    if need is None:
        require(act, question, person)
    else:
        with pytest.raises(need.refusal) as refused:
            require(act, question, person)
        assert refused.value.detail == need.words


def test_d1_every_act_has_its_move_and_every_need_its_words() -> None:
    assert set(LIFECYCLE) == set(QuestionAct)
    needs = [need for move in LIFECYCLE.values() for need in move.needs]
    assert all(need.words.endswith("。") and issubclass(need.refusal, Refusal) for need in needs)
