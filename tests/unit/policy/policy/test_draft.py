"""Document numbers, however they are typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy_service.policy.domain.draft import normal_document_no

PAIRS = ["〔〕", "﹝﹞", "[]", "［］", "()", "（）", "【】"]
HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=2, max_size=20)
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


@given(
    code=HAN,
    year=st.integers(1900, 2099),
    number=st.integers(1, 99_999),
    opening=st.sampled_from(PAIRS),
    closing=st.sampled_from(PAIRS),
    wide=st.booleans(),
    gap=st.sampled_from(["", " ", "　"]),
)
def test_e1_every_bracket_and_digit_form_is_kept_in_one_form(
    code: str, year: int, number: int, opening: str, closing: str, wide: bool, gap: str
) -> None:
    typed = f"{code}{opening[0]}{gap}{year}{closing[1]}{gap}{number}号{gap}"
    assert normal_document_no(typed.translate(FULL_WIDTH) if wide else typed) == f"{code}〔{year}〕{number}号"


@given(code=HAN, year=st.integers(1900, 2099), number=st.integers(1, 99_999))
def test_e1_the_normal_form_stays_as_it_is(code: str, year: int, number: int) -> None:
    kept = f"{code}〔{year}〕{number}号"
    assert normal_document_no(kept) == kept


@given(st.text(max_size=60))
def test_e1_whatever_is_typed_is_kept_in_form_or_refused(typed: str) -> None:
    kept = normal_document_no(typed)
    assert kept is None or normal_document_no(kept) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "沪市监办发〔2024〕0326号",
        "沪市监办发〔2024〕第326号",
        "沪市监办发〔24〕326号",
        "沪市监办发2024〕326号",
        "沪市监办发〔2024〕326",
        "SHSJ〔2024〕326号",
        "沪〔2024〕326号",
        "沪市监办发〔2024〕٣号",
        "沪市监办发〔2024〕326号、沪市监办发〔2024〕327号",
        "沪市监办发〔2024〕" + "9" * 40 + "号",
    ],
)
def test_e1_what_is_no_document_number_is_refused(typed: str) -> None:
    assert normal_document_no(typed) is None
