"""Who reads what of a citizen: others nothing, his unit what it needs, and of whoever wants to stay unknown nothing."""

from dataclasses import asdict, fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.ticket.known import BEFORE_THE_WEEK, CLERK, FOUND, REPLY, bare_ticket, report
from ticket_service.closing_report.domain.report import Texts, digest_of, parts
from ticket_service.ticket.domain.lifecycle import TicketState
from ticket_service.ticket.domain.readers import case_log_for, order_for, ticket_for
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.values.case_log import CaseLog, MatterKind, Opinion
from ticket_service.ticket.values.contact import ContactAttempt, ContactChannel, ContactOutcome
from ticket_service.ticket.values.order import PRIVATE, Citizen, OrderAttachment, Reported

RARE = "嚞嚟嚠嚡嚢嚣嚤嚥嚦嚧嚨嚩"
"""Signs that occur in no word of ours."""


@st.composite
def citizens(draw: st.DrawFn, **fixed: Any) -> Citizen:
    """Somebody who cannot exist, each of whose values would be recognised anywhere."""

    def word(sign: str) -> st.SearchStrategy[str]:
        return st.text(RARE, min_size=2, max_size=12).map(lambda text: f"{sign}{text}7")

    private = {name: draw(st.none() | word(sign)) for name, sign in zip(PRIVATE, "甲乙丙丁戊己", strict=True)}
    return Citizen(**private, anonymous=draw(st.booleans()), **fixed)


def told_of(citizen: Citizen, ticket: Ticket) -> Ticket:
    """A ticket in whose every word the citizen stands."""
    words = "反映人" + "、".join(value for name in PRIVATE if (value := getattr(citizen, name)))
    order = replace(
        ticket.order,
        citizen=citizen,
        title=words,
        content=words,
        letter=words,
        place=words,
        reported=Reported(name=words, address=words),
        attachments=(OrderAttachment(name=words),),
    )
    tried = ContactAttempt(
        channel=ContactChannel.phone,
        at=BEFORE_THE_WEEK,
        by=CLERK,
        outcome=ContactOutcome.reached,
        note=words,
        recorded_at=BEFORE_THE_WEEK,
    )
    found = replace(FOUND, satisfaction_reason=words, explanation=words, feedback=words)
    opinion = Opinion(unit="xuhui", at=BEFORE_THE_WEEK, by=CLERK, text=words)
    written = report(handling=words, reply_points=f"{REPLY}{words}", found=found)
    return replace(
        ticket,
        state=TicketState.report_filed,
        order=order,
        contacts=(tried,),
        contacted_at=BEFORE_THE_WEEK,
        report=written,
        dealings=CaseLog(opinions=(opinion,), earlier_reports=(written,)),
    )


def seen(ticket: Ticket, unit: str) -> str:
    return str(asdict(ticket_for(ticket, unit)) | {"dealings": asdict(case_log_for(ticket, unit))})


def read(citizen: Citizen, text: str) -> set[str]:
    return {name for name in PRIVATE if (value := getattr(citizen, name)) and value in text}


def there(citizen: Citizen) -> set[str]:
    return {name for name in PRIVATE if getattr(citizen, name)}


@given(citizens())
def test_e5_another_unit_reads_nothing_of_a_citizen_in_any_word(citizen: Citizen) -> None:
    assert read(citizen, seen(told_of(citizen, bare_ticket()), "huangpu")) == set()


@given(citizens(confidential=True))
def test_c3_who_wants_to_stay_unknown_is_masked_in_his_own_unit_too(citizen: Citizen) -> None:
    ticket = told_of(citizen, bare_ticket())
    assert read(citizen, seen(ticket, ticket.unit)) == set()
    assert read(citizen, str(parts(ticket, Texts.open(ticket)))) == set(), "the file for the archive names him no more"


@given(citizens())
def test_c3_who_reports_somebody_is_protected_without_asking_for_it(citizen: Citizen) -> None:
    ticket = replace(told_of(citizen, bare_ticket()), matter_kind=MatterKind.report)
    assert ticket.is_protected
    assert read(citizen, seen(ticket, ticket.unit)) == set()


def test_c3_a_reporter_stays_protected_when_staff_call_his_matter_by_another_name() -> None:
    ticket = bare_ticket()
    reported = replace(ticket, order=replace(ticket.order, matter="举报"), matter_kind=MatterKind.help)
    assert reported.is_protected


@given(citizens())
def test_c3_the_unit_reads_whom_to_call_and_no_more_than_that(citizen: Citizen) -> None:
    ticket = told_of(citizen, bare_ticket())
    order = str(asdict(order_for(ticket, ticket.unit)))
    assert read(citizen, order) == there(citizen) & {"name", "phone", "mobile"}


@given(citizens())
def test_e5_masks_hold_when_they_are_put_on_again(citizen: Citizen) -> None:
    masked = citizen.masked()
    assert masked.masked() == masked
    assert citizen.guarded().masked() == masked


@pytest.mark.parametrize(
    ("field", "said", "masked"),
    [
        ("mobile", "13812345678", "138****5678"),
        ("id_no", "11010119000101123X", "110****3X"),
        ("id_no", "E1234", "****"),
        ("email", "someone@example.invalid", "****"),
        ("address", "某路2号", "****"),
    ],
)
def test_c3_each_private_field_has_its_mask(field: str, said: str, masked: str) -> None:
    assert getattr(Citizen(**{field: said}).masked(), field) == masked


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("name", "市民"),
        ("name", "匿名"),
        ("address", "浦东新区"),
        ("phone", "保密"),
        ("id_no", "身份证"),
        ("email", "电话"),
    ],
)
def test_e5_what_means_nobody_in_a_field_stays_in_the_words(ticket: Ticket, field: str, said: str) -> None:
    words = "浦东新区市场监管局已电话告知市民，不公开、保密，匿名登记，身份证不需要。"
    order = replace(ticket.order, citizen=Citizen(**{field: said}))
    assert order.unnamed(words) == words


def test_e5_an_address_without_a_number_is_hidden_where_it_is_more_than_a_district(ticket: Ticket) -> None:
    home = "浦东新区某某街道某某小区"
    assert replace(ticket.order, citizen=Citizen(address=home)).unnamed(f"家住{home}，") == "家住****，"


def test_c3_what_names_nobody_is_not_masked() -> None:
    citizen = Citizen(sex="女", id_kind="护照", district="浦东新区")
    assert citizen.masked() == citizen
    assert {field.name for field in fields(Citizen)} - set(PRIVATE) == {
        *("sex", "id_kind", "district", "anonymous", "confidential")
    }


def test_c3_an_anonymous_citizen_with_a_number_can_be_called(ticket: Ticket) -> None:
    anonymous = replace(ticket.order, citizen=Citizen(phone="10012345678", anonymous=True))
    shown = ticket_for(replace(ticket, order=anonymous), ticket.unit).order.citizen
    assert (shown.name, shown.phone) == (None, "10012345678")


def test_e5_a_ticket_without_such_fields_costs_its_unit_nothing(ticket: Ticket) -> None:
    assert ticket_for(ticket, ticket.unit) is ticket


def test_c5_the_signature_stands_for_the_same_words_before_and_after_a_look_at_them(ticket: Ticket) -> None:
    told = told_of(Citizen(name="甲嚞嚟", confidential=True), ticket)
    assert digest_of(told) == digest_of(ticket_for(told, told.unit))
