"""Another unit reads nothing of a citizen in any word that staff wrote: whatever the dealings, contacts and report of a
ticket can say, says his name and his number here. A new field is filled in by itself."""

from dataclasses import asdict, fields, is_dataclass, replace
from datetime import date, datetime
from enum import Enum
from types import UnionType
from typing import Any, Final, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import examples
from tests.unit.ticket.known import BEFORE_THE_WEEK, CLERK, FILES, bare_ticket
from ticket_service.ticket.domain.readers import ticket_for
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.values.case_log import CaseLog
from ticket_service.ticket.values.contact import ContactAttempt
from ticket_service.ticket.values.person import Person
from ticket_service.ticket.values.report import Report, ReportFiles

FIXED: Final = {Person: CLERK, ReportFiles: FILES, UUID: UUID(int=7), datetime: BEFORE_THE_WEEK, bool: True, int: 3}
CODES: Final = {"written_before", "unit", "unit_from", "unit_to", "proposed_unit", "rule", "decided_by", "signed_unit"}
"""Words of ours, or the name of an official; nobody types them freely."""
RARE: Final = "嚞嚟嚠嚡嚢嚣嚤嚥嚦嚧嚨嚩"

names = st.text(RARE, min_size=2, max_size=6).map(lambda given: f"甲{given}")
numbers = st.integers(0, 9_999_999).map(lambda given: f"1990{given:07}")


def filled(kind: Any, words: str, name: str = "") -> Any:
    """A value of a type, with the words in every place where staff can write."""
    if kind in FIXED:
        return FIXED[kind]
    if kind is str:
        return "x" if name in CODES else words
    if get_origin(kind) is tuple:
        return (filled(get_args(kind)[0], words, name),)
    if get_origin(kind) in (Union, UnionType):
        return filled(next(one for one in get_args(kind) if one is not type(None)), words, name)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return next(iter(kind))
    if kind is date:
        return BEFORE_THE_WEEK.date()
    assert is_dataclass(kind), f"{name} is a {kind}: what is written there?"
    hints = get_type_hints(kind)
    return kind(**{one.name: filled(hints[one.name], words, one.name) for one in fields(kind)})


def written_over(ticket: Ticket, name: str, number: str) -> Ticket:
    """The same ticket of a citizen with this name and number, who stands in everything that was written."""
    order = replace(ticket.order, citizen=replace(ticket.order.citizen, name=name, phone=number))
    words = f"{name}（{number}）来电，称已与{name}说明"
    return replace(
        ticket,
        order=order,
        contacts=(filled(ContactAttempt, words),),
        report=filled(Report, words),
        dealings=filled(CaseLog, words),
    )


def places(said: Any, word: str, at: str = "") -> set[str]:
    """Where a word stands."""
    if isinstance(said, dict):
        return {found for name, one in said.items() for found in places(one, word, f"{at}.{name}")}
    if isinstance(said, list | tuple):
        return {found for one in said for found in places(one, word, at)}
    return {at} if isinstance(said, str) and word in said else set()


@settings(max_examples=examples(40))
@given(name=names, number=numbers)
def test_c9_a_helping_unit_reads_no_name_and_no_number_in_anything_that_staff_wrote(
    made: Ticket, name: str, number: str
) -> None:
    whole = written_over(made, name, number)
    seen = asdict(ticket_for(whole, "huangpu"))
    assert places(seen, name) == set()
    assert places(seen, number) == set()


def test_c9_the_words_are_there_to_be_hidden(made: Ticket) -> None:
    whole = asdict(written_over(made, "甲嚞嚟", "19900000001"))
    at = places(whole, "甲嚞嚟")
    kinds = {one.name for one in fields(CaseLog)}
    assert {".contacts.note", ".report.handling", ".dealings.returns.note", ".dealings.objections.answer"} <= at
    assert kinds >= {place.split(".")[2] for place in at if place.startswith(".dealings")}


@pytest.fixture(scope="module")
def made() -> Ticket:
    """Any ticket."""
    return bare_ticket()
