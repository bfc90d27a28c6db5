"""The one procedure by which the secrecy officer lets words pass."""

import pytest
from pydantic import ValidationError

from gongkai.privacy.gate import HeldPiece
from gongkai.refusals import Ground
from gongkai.review.clearing import Clearing, NotHeld, require_held

FIRST, SECOND, STRANGE = "a" * 64, "b" * 64, "c" * 64
HELD = [HeldPiece("/body", "正文", FIRST, ()), HeldPiece("/title", "标题", SECOND, ())]


class OtherNotHeld(NotHeld):
    """A service's own form of the refusal."""

    code = "other-not-held"
    ground = Ground.conflict


def test_e5_held_pieces_may_be_cleared_one_by_one_or_together() -> None:
    require_held([SECOND], HELD)
    require_held([FIRST, SECOND], HELD)


def test_e5_words_that_the_gate_does_not_hold_are_pointed_at() -> None:
    with pytest.raises(NotHeld) as refused:
        require_held([FIRST, STRANGE], HELD)
    assert [(point.pointer, point.code) for point in refused.value.points] == [("/digests/1", "not-held")]
    assert STRANGE not in refused.value.detail


def test_e5_nothing_is_not_cleared_either() -> None:
    with pytest.raises(NotHeld):
        require_held([], HELD)


def test_e5_a_service_refuses_with_its_own_code() -> None:
    with pytest.raises(OtherNotHeld) as refused:
        require_held([STRANGE], HELD, OtherNotHeld)
    assert [point.code for point in refused.value.points] == ["other-not-held"]


@pytest.mark.parametrize(("reason", "fits"), [("已核对", False), ("   已核对 ", False), ("已经核对", True)])
def test_e5_a_reason_has_four_characters(reason: str, fits: bool) -> None:
    given = {"digests": [FIRST], "reason": reason}
    if fits:
        assert Clearing.model_validate(given).reason == reason
        return
    with pytest.raises(ValidationError):
        Clearing.model_validate(given)
