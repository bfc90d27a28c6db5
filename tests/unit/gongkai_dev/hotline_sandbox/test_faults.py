"""C10: which faults befall which message."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai_dev.hotline_sandbox.faults import KNOWN, WITHOUT_VALUE, Fault, Faults, FaultUnknown, Side

IDS = [f"msg_{number}" for number in range(2000)]


@pytest.mark.parametrize("side", Side)
def test_c10_every_fault_can_be_switched_alone(side: Side) -> None:
    for fault in KNOWN[side]:
        faults = Faults.of([f"{side}.{fault}"])
        other = next(one for one in Side if one is not side)
        assert set(faults.drawn(side, "msg_1", 1)) == {fault}
        assert faults.drawn(other, "msg_1", 1) == {}


def test_c10_without_a_side_a_fault_is_on_wherever_it_exists() -> None:
    faults = Faults.of(["twice", "slow=3"])
    assert faults.drawn(Side.push, "msg_1", 1) == {Fault.twice: 1.0, Fault.slow: 3.0}
    assert faults.drawn(Side.callback, "msg_1", 1) == {Fault.slow: 3.0}


@pytest.mark.parametrize("rate", [0.0, 0.1, 0.5, 1.0])
def test_c10_rates_are_kept(rate: float) -> None:
    faults = Faults.of([f"all@{rate}"], seed=3)
    drawn = [faults.drawn(Side.push, message_id, 1) for message_id in IDS]
    for fault in KNOWN[Side.push]:
        hit = sum(fault in befallen for befallen in drawn)
        assert abs(hit / len(IDS) - rate) < 0.04


def test_c10_the_same_seed_gives_a_message_the_same_faults_in_whatever_order_it_comes() -> None:
    one, again, other = (Faults.of(["all@0.3"], seed=seed) for seed in (1, 1, 2))
    drawn = {message_id: one.drawn(Side.push, message_id, 1) for message_id in IDS}
    assert drawn == {message_id: again.drawn(Side.push, message_id, 1) for message_id in reversed(IDS)}
    assert drawn != {message_id: other.drawn(Side.push, message_id, 1) for message_id in IDS}
    assert drawn != {message_id: one.drawn(Side.push, message_id, 2) for message_id in IDS}


def test_c10_a_later_word_overrules_an_earlier_one() -> None:
    faults = Faults.of(["all@1", "callback.other-digest@0"])
    assert Fault.other_digest not in faults.drawn(Side.callback, "msg_1", 1)
    assert set(faults.drawn(Side.push, "msg_1", 1)) == set(KNOWN[Side.push])


@given(
    st.lists(st.sampled_from([f"{side}.{fault}" for side in Side for fault in KNOWN[side]])),
    st.floats(0, 1).map(lambda rate: round(rate, 3)),
)
def test_c10_faults_are_written_as_they_are_read(words: list[str], rate: float) -> None:
    faults = Faults.of([f"{word}@{rate:g}" for word in words])
    assert Faults.of(faults.words()) == faults


@pytest.mark.parametrize(
    "word", ["", "thrice", "twice=2", "all=3", "callback.twice", "push.answer", "sideways.late", "late@2", "late=x"]
)
def test_c10_what_is_no_fault_is_refused(word: str) -> None:
    with pytest.raises(FaultUnknown):
        Faults.of([word])


def test_c10_faults_are_switched_on_for_all_messages_and_off_again() -> None:
    faults = Faults().switched(answer=410, skew=True)
    assert faults.drawn(Side.callback, "msg_1", 1) == {
        Fault.answer: 410.0,
        Fault.skew: WITHOUT_VALUE[Fault.skew],
    }
    assert faults.switched(answer=None, skew=False) == Faults()
