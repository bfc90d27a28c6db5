"""Readers of an answer, what passes the gate, and what a draft and a review leave behind."""

import pytest

from gongkai.privacy.gate import ReviewRules, judge
from gongkai.worktime.clock import MomentKind
from inquiry_service.answering.domain import draft, pieces, renditions, review
from inquiry_service.question.domain.question import Audience, Question
from tests.unit.inquiry.makers import ASKED, AT, CLERK, CONSULTED, HEAD, drafted, reviewed


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
    answer = drafted(question, audience=audience)
    assert answer.to_publish is public
    assert reviewed(answer).is_public is public


def test_e5_only_what_goes_out_passes_the_gate_and_it_goes_out_masked() -> None:
    answer = drafted(ASKED, "请拨打13812345678。")
    assert [piece.pointer for piece in pieces(answer)] == ["/question", "/answer"]
    text, rendition = renditions(answer, judge(pieces(answer), ReviewRules.bundled(), ()))
    assert (text, "13812345678" in rendition) == ("多少天？", False)
    private = drafted(CONSULTED, "请拨打13812345678。")
    assert [piece.pointer for piece in pieces(private)] == ["/answer"]
    text, rendition = renditions(private, judge(pieces(private), ReviewRules.bundled(), ()))
    assert (text, "13812345678" in rendition) == ("多少天？", False)


def test_d1_a_draft_tells_nobody_and_a_review_meets_the_clock_and_tells_the_asker() -> None:
    change = draft(ASKED, "三十天。", by=CLERK, at=AT)
    assert (change.moments, change.notice, change.is_audited) == ((), False, True)
    change = review(change.question, text="多少天？", rendition="三十天。", by=HEAD, at=AT)
    assert ([moment.kind for moment in change.moments], change.notice) == ([MomentKind.met], True)


def test_e5_no_private_word_of_a_reason_is_audited() -> None:
    change = draft(ASKED, "三十天。", audience=Audience(withheld="找13812345678"), by=CLERK, at=AT)
    assert "13812345678" not in change.note["withheld"]
