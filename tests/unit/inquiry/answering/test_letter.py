"""The letter that tells of an answer: tried for days, and nothing private in it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from gongkai.mail.mail import PAUSES, NotTaken
from inquiry_service.answering.domain import LetterContent, letter_mail
from inquiry_service.question.domain.letter import AnswerLetter, AnswerLetterState

AT = datetime(2024, 9, 30, 2, 0, tzinfo=UTC)
LETTER = AnswerLetter(id=UUID(int=1), question_id=UUID(int=2), cycle=1, attempts=1, next_at=AT, created_at=AT)
CONTENT = LetterContent(receipt_no="ZX-240930-0001-0", unit="登记处", again=False, answer_path="/inquiries/1")


def test_d1_a_letter_that_was_taken_is_sent() -> None:
    sent = LETTER.record_try(None, AT)
    assert (sent.state, sent.next_at, sent.settled_at) == (AnswerLetterState.sent, None, AT)


def test_d1_a_failed_letter_waits_longer_each_time_and_is_given_up() -> None:
    pauses = []
    for attempts in range(1, len(PAUSES) + 1):
        again = replace(LETTER, attempts=attempts).record_try(NotTaken("away"), AT)
        assert again.next_at is not None
        pauses.append(again.next_at - AT)
    assert pauses == list(PAUSES)
    assert sum(pauses, timedelta()) > timedelta(days=3)
    assert (
        replace(LETTER, attempts=len(PAUSES) + 1).record_try(NotTaken("away"), AT).state is AnswerLetterState.given_up
    )


def test_d1_a_mailbox_that_refuses_for_good_is_left_alone() -> None:
    assert LETTER.record_try(NotTaken("550", for_good=True), AT).state is AnswerLetterState.refused


def test_d1_a_letter_says_number_and_addresses_and_keeps_its_id() -> None:
    sent = letter_mail(LETTER, CONTENT, "a@b.cn", "https://gongkai.test")
    assert (sent.id, sent.address) == (LETTER.id, "a@b.cn")
    assert sent.subject == "【咨询答复】ZX-240930-0001-0 已答复"
    assert "https://gongkai.test/status" in sent.text
    assert "https://gongkai.test/inquiries/1" in sent.text
    again = letter_mail(LETTER, replace(CONTENT, again=True, answer_path=""), "a@b.cn", "https://gongkai.test")
    assert "已再次答复" in again.text
    assert "/inquiries" not in again.text
