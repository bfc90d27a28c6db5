"""Receipt numbers one can spell, and query codes nobody can guess."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from inquiry_service.receipts.domain.receipt import (
    ALPHABET,
    ReceiptUnfit,
    in_groups,
    make_query_code,
    make_receipt_no,
    read_query_code,
    read_receipt_no,
)

DAYS = st.dates(date(2024, 1, 1), date(2099, 12, 31))
NUMBERS = st.builds(make_receipt_no, DAYS, st.binary(min_size=3, max_size=3))
CODES = st.builds(make_query_code, st.binary(min_size=9, max_size=9))


def test_d4_a_receipt_number_looks_like_this() -> None:
    number = make_receipt_no(date(2026, 7, 8), b"\x00\x00\x01")
    assert number.startswith("ZX-260708-0001-")
    assert len(number) == 16


@given(NUMBERS)
def test_d4_a_number_is_read_as_it_was_given(number: str) -> None:
    assert read_receipt_no(number) == number


@given(NUMBERS, st.sampled_from(["", " ", "-", "—", "　", "."]), st.booleans(), st.booleans())
def test_d4_a_number_is_read_however_it_is_typed(number: str, gap: str, lower: bool, heard: bool) -> None:
    typed = number.replace("-", gap)
    typed = typed.replace("0", "O").replace("1", "I") if heard else typed
    assert read_receipt_no(f" {typed.lower() if lower else typed} ") == number


@given(NUMBERS)
def test_d4_full_width_typing_is_read_too(number: str) -> None:
    wide = "".join(chr(ord(char) + 0xFEE0) if char != "-" else char for char in number)
    assert read_receipt_no(wide) == number


@given(NUMBERS, st.integers(3, 15), st.sampled_from(ALPHABET))
def test_d4_one_wrong_character_is_always_noticed(number: str, place: int, char: str) -> None:
    assume(number[place] not in ("-", char))
    with pytest.raises(ReceiptUnfit):
        read_receipt_no(number[:place] + char + number[place + 1 :])


@given(NUMBERS, st.integers(3, 15), st.integers(3, 15))
def test_d4_two_exchanged_characters_are_always_noticed(number: str, here: int, there: int) -> None:
    chars = list(number)
    assume("-" not in (chars[here], chars[there]) and chars[here] != chars[there])
    chars[here], chars[there] = chars[there], chars[here]
    with pytest.raises(ReceiptUnfit):
        read_receipt_no("".join(chars))


@given(st.text(max_size=40))
def test_d4_whatever_is_typed_is_a_number_or_refused(typed: str) -> None:
    with suppress(ReceiptUnfit):
        assert read_receipt_no(read_receipt_no(typed)) == read_receipt_no(typed)


def test_d4_a_refused_number_is_not_repeated() -> None:
    with pytest.raises(ReceiptUnfit) as refused:
        read_receipt_no("310101199001010000")
    assert "310101199001010000" not in refused.value.detail


@given(CODES)
def test_d4_a_code_survives_pen_and_telephone(code: str) -> None:
    assert len(code) == 13
    assert set(code) <= set(ALPHABET)
    for typed in (code, in_groups(code), code.lower(), code.replace("0", "o").replace("1", "l"), "-".join(code)):
        assert read_query_code(typed) == code


@given(st.binary(min_size=9, max_size=9), st.binary(min_size=9, max_size=9))
def test_d4_a_code_uses_sixty_five_bits_of_its_noise(one: bytes, other: bytes) -> None:
    bits = 2**65 - 1
    same = int.from_bytes(one, "big") & bits == int.from_bytes(other, "big") & bits
    assert (make_query_code(one) == make_query_code(other)) == same
