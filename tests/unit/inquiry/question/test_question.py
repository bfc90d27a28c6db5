"""A question and its answer: two people, one text, five working days."""

from datetime import UTC, date, datetime

import pytest

from gongkai.refusals import ChangedMeanwhile
from gongkai.worktime.calendar import load_calendar
from gongkai.worktime.clock import Moment, MomentKind, replay
from inquiry_service.question.domain.board import BoardIsClosed
from inquiry_service.question.domain.lifecycle import AlreadyAnswered, AnswerMissing, AnswerSelfApproval
from inquiry_service.question.domain.question import CONSULT_WITHIN, REPLY_WITHIN, Original, QuestionState
from inquiry_service.receipts.domain.status import QuestionStatus
from tests.unit.inquiry.makers import ANSWERED, ASKED, AT, BOARD, CLERK, CONSULTED, HEAD, OTHER, drafted, reviewed


def test_d1_two_people_bring_an_answer_to_the_public() -> None:
    assert (ANSWERED.state, ANSWERED.answer) == (QuestionState.answered, "三十天。")
    assert (ANSWERED.drafters, ANSWERED.names[ANSWERED.reviewed_by or ""]) == (("甲",), "丙")


def test_d1_nobody_reviews_the_own_answer() -> None:
    answer = drafted(drafted(ASKED), "四十天。", by=OTHER)
    for person in (CLERK, OTHER):
        with pytest.raises(AnswerSelfApproval):
            reviewed(answer, by=person)


def test_d1_what_was_not_written_is_not_reviewed() -> None:
    with pytest.raises(AnswerMissing):
        reviewed(ASKED, by=HEAD)


def test_d1_a_public_answer_stays_as_it_is() -> None:
    with pytest.raises(AlreadyAnswered):
        drafted(ANSWERED, "四十天。")
    with pytest.raises(AlreadyAnswered):
        reviewed(ANSWERED)


def test_d1_who_read_an_older_version_is_told() -> None:
    with pytest.raises(ChangedMeanwhile):
        ASKED.as_read(2)


def test_d1_a_closed_board_takes_no_question() -> None:
    BOARD.require_open()
    with pytest.raises(BoardIsClosed):
        BOARD.close(AT).require_open()


def test_d1_a_reply_is_owed_within_five_working_days_as_the_notice_says() -> None:
    assert (REPLY_WITHIN.working_days, REPLY_WITHIN.basis) == (5, "沪市监办发〔2024〕326号 §3")


def test_d2_a_consultation_has_a_limit_of_its_own() -> None:
    assert (ASKED.limit, CONSULTED.limit) == (REPLY_WITHIN, CONSULT_WITHIN)
    assert (CONSULT_WITHIN.working_days, CONSULT_WITHIN.basis) == (5, "沪市监办发〔2024〕326号 §9")


@pytest.mark.parametrize(
    ("now", "day"), [(datetime(2024, 9, 30, 3, tzinfo=UTC), 0), (datetime(2024, 10, 9, 3, tzinfo=UTC), 2)]
)
def test_d4_a_status_says_on_which_working_day_it_is(now: datetime, day: int) -> None:
    reading = replay(REPLY_WITHIN, [Moment(MomentKind.started, AT)], load_calendar(), now)
    status = QuestionStatus(ASKED, BOARD, reading)
    assert (status.day, status.days, status.due_on) == (day, 5, date(2024, 10, 12))
    assert (status.is_provisional, status.is_late, status.words) == (False, False, "待答复")


def test_d4_an_answer_is_told_to_its_asker_only_once_it_is_public() -> None:
    reading = replay(REPLY_WITHIN, [Moment(MomentKind.started, AT)], load_calendar(), AT)
    assert QuestionStatus(drafted(ASKED), BOARD, reading).answer is None
    assert QuestionStatus(ANSWERED, BOARD, reading).answer == "三十天。"


def test_e5_what_is_sealed_is_read_as_it_was_written() -> None:
    words = Original(text="我的“电话”是…\n", email="a@b.cn").with_reason("不清楚").with_comment("慢")
    assert Original.from_json(words.to_json()) == words
