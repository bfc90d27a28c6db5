"""Check digits, regions and dates."""

import random

import pytest

from gongkai.privacy import identifiers
from tests.unit.privacy import invented

CHOOSE = random.Random(326)


@pytest.mark.parametrize("seed", range(30))
def test_e5_one_wrong_character_is_no_id_card(seed: int) -> None:
    number = invented.id_card(random.Random(seed))
    assert identifiers.is_id_card(number)
    for place in (*range(6), *range(14, 17)):
        assert not identifiers.is_id_card(number[:place] + str((int(number[place]) + 1) % 10) + number[place + 1 :])


def test_e5_the_check_digit_of_the_standard_s_own_example() -> None:
    """GB 11643 gives 11010519491231002X."""
    assert identifiers.id_check("11010519491231002") == "X"


@pytest.mark.parametrize("date", ["19920230", "18991231", "21000101", "19921301", "19920001"])
def test_e5_an_id_card_has_a_date_of_birth(date: str) -> None:
    first = f"319999{date}123"
    assert not identifiers.is_id_card(first + identifiers.id_check(first))


@pytest.mark.parametrize("region", ["00", "10", "16", "20", "38", "99"])
def test_e5_an_id_card_has_a_province(region: str) -> None:
    first = f"{region}999919920901123"
    assert not identifiers.is_id_card(first + identifiers.id_check(first))


@pytest.mark.parametrize("region", ["810000", "820000", "830000"])
def test_e5_residence_permits_are_numbered_like_id_cards(region: str) -> None:
    first = f"{region}20990901123"
    assert identifiers.is_id_card(first + identifiers.id_check(first))


@pytest.mark.parametrize("seed", range(30))
def test_e5_a_credit_code_is_told_from_an_id_card(seed: int) -> None:
    code = invented.credit_code(random.Random(seed))
    assert identifiers.is_credit_code(code)
    assert not identifiers.is_id_card(code)
    assert not identifiers.is_credit_code(code[:16] + str((int(code[16]) + 1) % 10) + code[17:])
    assert not identifiers.is_credit_code(code.replace("A", "I"))


def test_e5_a_foreigner_s_card_old_and_new() -> None:
    assert identifiers.is_foreigner_card(invented.foreigner_card(CHOOSE))
    assert identifiers.is_foreigner_card("XXX319992090112")
    assert not identifiers.is_foreigner_card("XXX319992130112")
    assert not identifiers.is_foreigner_card("SHX202409301234")


@pytest.mark.parametrize("number", ["4111111111111111", "5555555555554444", "3530111333300000"])
def test_e5_cards_of_issuers_abroad_are_known(number: str) -> None:
    """Numbers that the issuers publish for trying things out."""
    assert identifiers.is_bank_card(number)


@pytest.mark.parametrize(
    "number", ["2024093012345678", "4111111111111112", "41111111111111111", "6299", "3199991992090112"]
)
def test_e5_other_long_numbers_are_no_cards(number: str) -> None:
    assert not identifiers.is_bank_card(number)


@pytest.mark.parametrize(
    ("number", "line"),
    [
        ("02159993456", ("021", "59993456")),
        ("051259993456", ("0512", "59993456")),
        ("05125999345", ("0512", "5999345")),
        ("862159993456", ("021", "59993456")),
        ("0215999345", None),
        ("02112345678", None),
        ("2159993456", None),
    ],
)
def test_e5_a_landline_has_an_area(number: str, line: tuple[str, str] | None) -> None:
    assert identifiers.landline(number) == line


@pytest.mark.parametrize(
    ("number", "is_one"),
    [
        ("E99123456", True),
        ("EA1234567", True),
        ("EI1234567", False),
        ("SE1234567", True),
        ("G20240930", False),
        ("A99123456", False),
    ],
)
def test_e5_a_passport_is_no_dated_file_number(number: str, is_one: bool) -> None:
    assert identifiers.is_passport(number) is is_one
