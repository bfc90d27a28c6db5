"""Grams: what of a question is kept to be found again, and what is looked for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inquiry_service.question.domain.similar import MOST_KEPT, MOST_SOUGHT, grams_of, grams_sought, least_shared

TEXTS = st.text(st.sampled_from("延续申请许可证税务登记多少天ABc１2，。 \n"), max_size=60)


@given(TEXTS, TEXTS, st.integers(1, 8))
def test_d1_whatever_stands_together_in_a_question_is_found_by_it(before: str, after: str, length: int) -> None:
    """Words of any length, also of one and two characters, without a dictionary."""
    word = "许可证延续申请税"[:length]
    kept = set(grams_of(f"{before}{word}{after}"))
    assert set(grams_sought(word)) <= kept


def test_d1_the_last_words_of_the_longest_question_are_found_too() -> None:
    longest = "".join(chr(0x4E00 + place) for place in range(1995)) + "许可证延续"
    assert set(grams_sought("许可证延续")) <= set(grams_of(longest))


@given(st.text(max_size=3000))
def test_d1_grams_fit_into_the_database(text: str) -> None:
    for grams, most in ((grams_of(text), MOST_KEPT), (grams_sought(text), MOST_SOUGHT)):
        assert len(grams) == len(set(grams)) <= most
        assert all(-(2**31) <= gram < 2**31 for gram in grams)


def test_d1_case_and_width_do_not_matter() -> None:
    assert set(grams_sought("ａ证")) <= set(grams_of("A证在哪里办"))


@pytest.mark.parametrize("text", ["", " ", "？！，。", "\U0001f600"])
def test_d1_where_nothing_is_asked_nothing_is_sought(text: str) -> None:
    assert grams_sought(text) == ()


def test_d1_empty_words_say_nothing_of_what_is_asked() -> None:
    assert grams_sought("请问如何办理延续") == grams_sought("办理延续")
    assert grams_sought("请问") != ()


@pytest.mark.parametrize(("wanted", "least"), [(1, 1), (2, 1), (4, 2), (10, 3), (100, 30)])
def test_d1_a_third_in_common_is_similar(wanted: int, least: int) -> None:
    assert least_shared(wanted) == least
