"""Answers on the spot: complete at once, and never public."""

import pytest

from inquiry_service.consultations.domain import answer_at_once
from inquiry_service.question.domain.lifecycle import AlreadyAnswered
from inquiry_service.question.domain.question import QuestionState, SpotChannel
from tests.unit.inquiry.makers import ANSWERED, AT, CLERK, CONSULTED, drafted


def test_d2_an_answer_on_the_spot_is_complete_and_never_public() -> None:
    spot = answer_at_once(CONSULTED, "三十天。", "三十天。", SpotChannel.phone, by=CLERK, at=AT).question
    assert (spot.state, spot.answered_at, spot.channel) == (QuestionState.answered, AT, SpotChannel.phone)
    assert not spot.is_public
    with pytest.raises(AlreadyAnswered):
        drafted(spot, "四十天。")


def test_d2_what_was_answered_is_not_answered_on_the_spot() -> None:
    with pytest.raises(AlreadyAnswered):
        answer_at_once(ANSWERED, "三十天。", "三十天。", SpotChannel.phone, by=CLERK, at=AT)
