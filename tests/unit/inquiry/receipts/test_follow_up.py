"""Rating, reopening, answers on the spot and who reads an answer."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from gongkai.actor import Actor
from gongkai.privacy.gate import ReviewRules, judge
from inquiry_service.answering.domain import as_it_goes_out, pieces
from inquiry_service.question.domain.board import Board, Clause, ClauseUnknown, clauses_named
from inquiry_service.question.domain.lifecycle import AlreadyAnswered, AlreadyRated, AlreadyReopened, NotAnsweredYet
from inquiry_service.question.domain.matters import MatterUnknown, matter_of, matters
from inquiry_service.question.domain.question import (
    CONSULT_WITHIN,
    REPLY_WITHIN,
    Audience,
    Channel,
    Kind,
    Original,
    Question,
    QuestionState,
    Rating,
)

AT = datetime(2024, 9, 30, 2, 0, tzinfo=UTC)
LATER = AT + timedelta(days=1)
CLERK, HEAD = (Actor(id, name, "food") for id, name in zip("ab", "甲乙", strict=True))
ASKED = Question(
    id=UUID(int=1), receipt_no="ZX-240930-0001-0", policy_id=UUID(int=2), unit="food", text="多少天？", asked_at=AT
)
CONSULTED = replace(ASKED, kind=Kind.consult, policy_id=None, matter="other", to_publish=False)
ANSWERED = ASKED.draft_answer("三十天。", by=CLERK, at=AT).review_answer(
    text="多少天？", rendition="三十天。", by=HEAD, at=AT
)


def test_d4_an_answer_is_rated_once_and_the_same_word_again_changes_nothing() -> None:
    rated = ANSWERED.rate(Rating.satisfied, "好", LATER)
    assert rated.rate(Rating.satisfied, "好", LATER) is rated
    with pytest.raises(AlreadyRated):
        rated.rate(Rating.dissatisfied, "", LATER)
    with pytest.raises(NotAnsweredYet):
        ASKED.rate(Rating.satisfied, "", LATER)


def test_d4_a_reopened_question_keeps_its_first_answer_and_owes_another() -> None:
    reopened = ANSWERED.rate(Rating.dissatisfied, "不清楚", LATER).reopen("不清楚在哪里交", LATER)
    assert (reopened.state, reopened.cycle, reopened.rating) == (QuestionState.reopened, 2, None)
    assert (reopened.rendition, reopened.is_public) == ("三十天。", True)
    [first] = reopened.earlier
    assert (first.rendition, first.rating, first.reviewed_by) == ("三十天。", Rating.dissatisfied, "b")
    assert (reopened.answer, reopened.drafted_by) == ("", ())


def test_d4_a_question_is_reopened_once() -> None:
    reopened = ANSWERED.reopen("不清楚在哪里交", LATER)
    assert reopened.reopen("不清楚在哪里交", LATER) is reopened
    again = reopened.draft_answer("在窗口交。", by=CLERK, at=LATER).review_answer(
        text="多少天？", rendition="在窗口交。", by=HEAD, at=LATER
    )
    for question in (reopened, again):
        with pytest.raises(AlreadyReopened, match="12345"):
            question.reopen("还是不清楚", LATER)
    with pytest.raises(NotAnsweredYet):
        ASKED.reopen("不清楚在哪里交", LATER)


def test_d2_an_answer_on_the_spot_is_complete_and_never_public() -> None:
    spot = CONSULTED.answered_on_the_spot("三十天。", "三十天。", Channel.phone, by=CLERK, at=AT)
    assert (spot.state, spot.answered_at, spot.channel) == (QuestionState.answered, AT, Channel.phone)
    assert not spot.is_public
    with pytest.raises(AlreadyAnswered):
        spot.draft_answer("四十天。", by=CLERK, at=AT)


@pytest.mark.parametrize(
    ("question", "audience", "public"),
    [
        (ASKED, Audience(), True),
        (ASKED, Audience(withheld="正在办案"), False),
        (CONSULTED, Audience(), False),
        (CONSULTED, Audience(publish=True), True),
    ],
)
def test_d1_d2_who_reads_an_answer(question: Question, audience: Audience, public: bool) -> None:
    drafted = question.draft_answer("三十天。", audience=audience, by=CLERK, at=AT)
    assert drafted.to_publish is public
    assert drafted.review_answer(text="", rendition="", by=HEAD, at=AT).is_public is public


def test_d2_a_consultation_has_a_limit_of_its_own() -> None:
    assert (ASKED.limit, CONSULTED.limit) == (REPLY_WITHIN, CONSULT_WITHIN)
    assert (CONSULT_WITHIN.working_days, CONSULT_WITHIN.basis) == (5, "沪市监办发〔2024〕326号 §9")


def test_d2_every_matter_has_its_unit_and_whoever_does_not_know_gets_the_office() -> None:
    assert matter_of("").unit == "office"
    assert all(one.code == code and one.name and one.unit for code, one in matters().items())
    with pytest.raises(MatterUnknown) as refused:
        matter_of("nonsense")
    assert "nonsense" not in refused.value.detail


def test_d1_clauses_are_named_as_the_policy_has_them() -> None:
    one, two = Clause("clause-1", "一"), Clause("clause-2", "二")
    board = Board(
        policy_id=UUID(int=2),
        title="某通知",
        document_no="沪〔2024〕1号",
        drafting_unit="food",
        opened_at=AT,
        clauses=(one, two),
    )
    assert board.clause("clause-2") == two
    assert clauses_named(["clause-2", "clause-1"], board.clauses) == (one, two)
    with pytest.raises(ClauseUnknown) as refused:
        clauses_named(["x", "clause-1", "y"], board.clauses)
    assert [point.pointer for point in refused.value.points] == ["/clauses/0", "/clauses/2"]
    with pytest.raises(ClauseUnknown):
        board.clause("x")


def test_e5_only_what_goes_out_passes_the_gate_and_it_goes_out_masked() -> None:
    drafted = ASKED.draft_answer("请拨打13812345678。", by=CLERK, at=AT)
    assert [piece.pointer for piece in pieces(drafted)] == ["/question", "/answer"]
    text, rendition = as_it_goes_out(drafted, judge(pieces(drafted), ReviewRules.bundled(), ()))
    assert (text, "13812345678" in rendition) == ("多少天？", False)
    private = CONSULTED.draft_answer("请拨打13812345678。", by=CLERK, at=AT)
    assert [piece.pointer for piece in pieces(private)] == ["/answer"]
    text, rendition = as_it_goes_out(private, judge(pieces(private), ReviewRules.bundled(), ()))
    assert (text, "13812345678" in rendition) == ("多少天？", False)


def test_e5_what_is_sealed_is_read_as_it_was_written() -> None:
    words = Original(text="我的“电话”是…\n", email="a@b.cn").with_reason("不清楚").with_comment("慢")
    assert Original.from_json(words.to_json()) == words
