"""Numbers, option lists and masks."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticket_service.ticket.values.number import ALPHABET, SPAN, is_ticket_no, ticket_no
from ticket_service.ticket.values.order import Citizen, Order, OrderAttachment, OrderKind, Priority, Source

DAY = date(2024, 9, 30)


@given(st.lists(st.integers(min_value=0, max_value=SPAN - 1), unique=True, max_size=200))
def test_c3_ticket_numbers_of_a_day_are_unique(serials: list[int]) -> None:
    assert len({ticket_no(DAY, serial) for serial in serials}) == len(serials)


@given(st.integers(min_value=1, max_value=10**9), st.integers(min_value=3, max_value=14), st.sampled_from(ALPHABET))
def test_c3_a_wrong_sign_in_a_ticket_number_is_noticed(serial: int, place: int, sign: str) -> None:
    number = ticket_no(DAY, serial)
    assert is_ticket_no(number)
    slip = number[:place] + sign + number[place + 1 :]
    assert slip == number or number[place] == "-" or not is_ticket_no(slip)


def test_c3_a_ticket_number_says_its_day() -> None:
    assert ticket_no(DAY, 1).startswith("GD-240930-")


@pytest.mark.parametrize("said", ["0", "紧急", "urgent"])
def test_c3_an_option_is_known_by_code_word_and_digit(said: str) -> None:
    assert Priority.of(said) is Priority.urgent


def test_c3_an_unknown_option_is_kept_and_costs_nothing() -> None:
    assert (Source.of("国办单"), Source.of("未来渠道")) == (Source.china_gov_website, Source.other)
    assert (OrderKind.said("督办单"), OrderKind.said("特办单")) == ("督办单", "特办单")


@pytest.mark.parametrize(
    ("citizen", "masked"),
    [
        (Citizen(name="甄有问", phone="10012345678"), ("甄*", "100****5678")),
        (Citizen(name=None, phone="1234"), (None, "****")),
        (Citizen(name="欧阳有问"), ("欧阳*", None)),
        (Citizen(), (None, None)),
    ],
)
def test_c3_others_see_a_masked_citizen(citizen: Citizen, masked: tuple[str | None, str | None]) -> None:
    assert (citizen.masked().name, citizen.masked().phone) == masked


def test_e5_others_read_an_order_without_anybody_s_personal_data(order: Order) -> None:
    content = "甄有问反映：手机10012345678、154 1111 2222，联系人：张测，住南京东路1号2室。"
    files = (OrderAttachment(name="甄有问_15412345678.jpg", url="https://files.invalid/1"),)
    shown = replace(order, title="甄有问投诉", content=content, attachments=files).masked()
    assert shown.title == "甄*投诉"
    assert shown.content == "甄*反映：手机100****5678、154****2222，联系人：张*，住南京东路***。"
    assert shown.attachments == (OrderAttachment(name="甄*_154****5678.jpg"),)
    assert shown.masked() == shown
