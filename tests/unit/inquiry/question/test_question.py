"""A question and its answer: two people, one text, five working days."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from gongkai.actor import Actor
from gongkai.refusals import ChangedMeanwhile
from gongkai.worktime.calendar import load_calendar
from gongkai.worktime.clock import Moment, MomentKind, replay
from inquiry_service.question.domain.board import Board, BoardIsClosed
from inquiry_service.question.domain.lifecycle import AlreadyAnswered, AnswerMissing, SelfApproval
from inquiry_service.question.domain.question import REPLY_WITHIN, Question, QuestionState
from inquiry_service.receipts.domain.status import Status

AT = datetime(2024, 9, 30, 2, 0, tzinfo=UTC)
CLERK, OTHER, HEAD = (Actor(id, name, "food") for id, name in zip("abc", "甲乙丙", strict=True))
ASKED = Question(
    id=UUID(int=1), receipt_no="ZX-240930-0001-0", policy_id=UUID(int=2), unit="food", text="多少天？", asked_at=AT
)
MASKED = {"text": "多少天？", "rendition": "三十天。"}
BOARD = Board(policy_id=UUID(int=2), title="某通知", document_no="沪〔2024〕1号", drafting_unit="food", opened_at=AT)


def test_d1_two_people_bring_an_answer_to_the_public() -> None:
    answered = ASKED.draft_answer("三十天。", by=CLERK, at=AT).review_answer(**MASKED, by=HEAD, at=AT)
    assert (answered.state, answered.answer) == (QuestionState.answered, "三十天。")
    assert (answered.drafters, answered.names[answered.reviewed_by or ""]) == (("甲",), "丙")


def test_d1_nobody_reviews_the_own_answer() -> None:
    drafted = ASKED.draft_answer("三十天。", by=CLERK, at=AT).draft_answer("四十天。", by=OTHER, at=AT)
    for person in (CLERK, OTHER):
        with pytest.raises(SelfApproval):
            drafted.review_answer(**MASKED, by=person, at=AT)


def test_d1_what_was_not_written_is_not_reviewed() -> None:
    with pytest.raises(AnswerMissing):
        ASKED.review_answer(**MASKED, by=HEAD, at=AT)


def test_d1_a_public_answer_stays_as_it_is() -> None:
    answered = ASKED.draft_answer("三十天。", by=CLERK, at=AT).review_answer(**MASKED, by=HEAD, at=AT)
    with pytest.raises(AlreadyAnswered):
        answered.draft_answer("四十天。", by=CLERK, at=AT)
    with pytest.raises(AlreadyAnswered):
        answered.review_answer(**MASKED, by=HEAD, at=AT)


def test_d1_who_read_an_older_version_is_told() -> None:
    with pytest.raises(ChangedMeanwhile):
        ASKED.as_read(2)


def test_d1_a_closed_board_takes_no_question() -> None:
    BOARD.require_open()
    with pytest.raises(BoardIsClosed):
        BOARD.close(AT).require_open()


def test_d1_a_reply_is_owed_within_five_working_days_as_the_notice_says() -> None:
    assert (REPLY_WITHIN.working_days, REPLY_WITHIN.basis) == (5, "沪市监办发〔2024〕326号 §3")


@pytest.mark.parametrize(
    ("now", "day"), [(datetime(2024, 9, 30, 3, tzinfo=UTC), 0), (datetime(2024, 10, 9, 3, tzinfo=UTC), 2)]
)
def test_d4_a_status_says_on_which_working_day_it_is(now: datetime, day: int) -> None:
    reading = replay(REPLY_WITHIN, [Moment(MomentKind.started, AT)], load_calendar(), now)
    status = Status(ASKED, BOARD, reading)
    assert (status.day, status.days, status.due_on) == (day, 5, date(2024, 10, 12))
    assert (status.is_provisional, status.is_late, status.words) == (False, False, "待答复")


def test_d4_an_answer_is_told_to_its_asker_only_once_it_is_public() -> None:
    reading = replay(REPLY_WITHIN, [Moment(MomentKind.started, AT)], load_calendar(), AT)
    drafted = ASKED.draft_answer("三十天。", by=CLERK, at=AT)
    assert Status(drafted, BOARD, reading).answer is None
    assert Status(drafted.review_answer(**MASKED, by=HEAD, at=AT), BOARD, reading).answer == "三十天。"
