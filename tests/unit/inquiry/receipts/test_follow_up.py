"""Rating and reopening: once each, by the asker."""

import pytest

from inquiry_service.question.domain.change import QuestionChange
from inquiry_service.question.domain.lifecycle import AlreadyRated, AlreadyReopened, NotAnsweredYet
from inquiry_service.question.domain.question import Question, QuestionState, Rating
from inquiry_service.receipts.domain.follow_up import rate, reopen
from tests.unit.inquiry.makers import ANSWERED, ASKED, LATER, drafted, reviewed


def after(change: QuestionChange | None) -> Question:
    assert change is not None
    assert not change.is_audited, "the asker acts in private"
    return change.question


def test_d4_an_answer_is_rated_once_and_the_same_word_again_changes_nothing() -> None:
    rated = after(rate(ANSWERED, Rating.satisfied, "好", LATER))
    assert rate(rated, Rating.satisfied, "好", LATER) is None
    with pytest.raises(AlreadyRated):
        rate(rated, Rating.dissatisfied, "", LATER)
    with pytest.raises(NotAnsweredYet):
        rate(ASKED, Rating.satisfied, "", LATER)


def test_d4_a_reopened_question_keeps_its_first_answer_and_owes_another() -> None:
    rated = after(rate(ANSWERED, Rating.dissatisfied, "不清楚", LATER))
    reopened = after(reopen(rated, "不清楚在哪里交", LATER, "asker"))
    assert (reopened.state, reopened.cycle, reopened.rating) == (QuestionState.reopened, 2, None)
    assert (reopened.rendition, reopened.is_public) == ("三十天。", True)
    [first] = reopened.earlier
    assert (first.rendition, first.rating, first.reviewed_by) == ("三十天。", Rating.dissatisfied, "c")
    assert (reopened.answer, reopened.drafted_by) == ("", ())


def test_d4_a_question_is_reopened_once() -> None:
    reopened = after(reopen(ANSWERED, "不清楚在哪里交", LATER, "asker"))
    assert reopen(reopened, "不清楚在哪里交", LATER, "asker") is None
    again = reviewed(drafted(reopened, "在窗口交。"), "在窗口交。")
    for question in (reopened, again):
        with pytest.raises(AlreadyReopened, match="12345"):
            reopen(question, "还是不清楚", LATER, "asker")
    with pytest.raises(NotAnsweredYet):
        reopen(ASKED, "不清楚在哪里交", LATER, "asker")
