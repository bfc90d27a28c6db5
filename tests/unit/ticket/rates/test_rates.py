"""The rates: every round in exactly one part of each, weights, periods, and a sheet that no program runs."""

import csv
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.refusals import Refusal
from ticket_service.rates.domain import (
    BOM,
    DENOMINATOR,
    FACTS,
    HEADER,
    NUMERATOR,
    Cohort,
    PartUnknown,
    Period,
    Rate,
    RateUnknown,
    RoundGroup,
    harmless,
    measure,
    measures,
    percent,
    presets,
    rates_of,
    sheet,
)
from ticket_service.ticket.domain.ended_round import ENDS
from ticket_service.ticket.domain.lifecycle import OPEN, TABLE

TODAY = date(2024, 9, 30)


@st.composite
def groups(draw: st.DrawFn) -> RoundGroup:
    cohort = draw(st.sampled_from(Cohort))
    facts = tuple(draw(st.sampled_from(sorted(words))) for words in FACTS[cohort].values())
    return RoundGroup(unit="pudong", cohort=cohort, facts=facts, count=draw(st.integers(1, 9)))


def rate(code: str, **counts: int) -> Rate:
    return Rate(measure=measure(code), counts=counts)


@given(st.lists(groups(), max_size=12))
def test_c7_every_round_stands_in_one_part_of_each_rate(found: list[RoundGroup]) -> None:
    by_cohort: Counter[Cohort] = Counter()
    for group in found:
        by_cohort[group.cohort] += group.count
    for one in rates_of(found):
        looked_at = one.denominator + sum(one.exclusions.values())
        there = by_cohort[one.measure.cohort]
        assert looked_at <= there if one.measure.of else looked_at == there
        assert 0 <= one.numerator <= one.denominator
        assert one.value is None or 0 <= one.value <= 1
        assert (one.value is None) == (one.denominator == 0)


def test_c7_satisfaction_is_weighed() -> None:
    one = rate("satisfied", satisfied=3, accepted=2, dissatisfied=1, not_rated=4, pending=5, unreasonable=6)
    assert (one.numerator, one.denominator) == (Decimal("4.6"), 6)
    assert one.value == Decimal("0.7667")
    assert {code: count for code, count in one.exclusions.items() if count} == {
        "not_rated": 4,
        "pending": 5,
        "unreasonable": 6,
    }


def test_c7_what_is_overdue_and_open_counts_against() -> None:
    one = rate("finished", on_time=8, late=1, overdue=1, pending=5, paused=2, returned=3, cancelled=1)
    assert (one.numerator, one.denominator, one.value) == (8, 10, Decimal("0.8"))


def test_c7_nothing_counted_is_no_rate() -> None:
    assert rate("solved", unreasonable=3).value is None
    assert percent(None) == "—"
    assert percent(Decimal("0.9651")) == "96.51%"


def test_c7_weights_are_practice_and_say_so() -> None:
    """Never printed as law: only limits cite the notice, and a formula is always the office's own."""
    for one in measures():
        assert "由办公室核定" in one.basis
    assert {part.code: part.weight for part in measure("satisfied").parts if part.weight is not None} == {
        "satisfied": 1,
        "accepted": Decimal("0.8"),
        "dissatisfied": 0,
    }


def test_c7_parts_have_names() -> None:
    satisfied = measure("satisfied")
    assert satisfied.parts_named(NUMERATOR) == {"satisfied", "accepted"}
    assert satisfied.parts_named(DENOMINATOR) == {"satisfied", "accepted", "dissatisfied"}
    assert satisfied.parts_named("not_rated") == {"not_rated"}
    with pytest.raises(PartUnknown):
        satisfied.parts_named("overdue")
    with pytest.raises(RateUnknown):
        measure("rank")


def test_c7_whatever_ends_a_round_is_counted() -> None:
    """The acts that lead out of hand, as the course has them."""
    assert {move.act for move in TABLE if move.to and move.to not in OPEN and set(move.at) & set(OPEN)} == set(ENDS)


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        (date(2024, 10, 2), date(2024, 10, 1), "period-reversed"),
        (date(2024, 10, 1), date(2024, 10, 2), "period-ahead"),
        (date(9999, 12, 31), None, "period-ahead"),
        (date(2022, 9, 1), date(2024, 9, 1), "period-too-long"),
        (date(1, 1, 1), None, "period-too-long"),
    ],
)
def test_c7_a_period_that_cannot_be_counted_is_refused(first: date, last: date | None, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        Period.asked(first, last, TODAY)
    assert refused.value.code == code
    assert [point.code for point in refused.value.points] == [code]


def test_c7_two_years_are_not_too_long() -> None:
    assert Period.asked(date(2023, 1, 1), date(2024, 12, 31), TODAY).last == date(2024, 12, 31)


def test_c7_what_is_left_out_is_this_month() -> None:
    assert Period.asked(None, None, TODAY) == Period(first=date(2024, 9, 1), last=date(2024, 9, 30))
    assert Period.asked(date(2024, 7, 5), None, TODAY).last == TODAY
    assert Period.asked(None, date(2024, 2, 29), TODAY).first == date(2024, 2, 1)


@given(st.dates(date(2000, 3, 1), date(2099, 12, 31)))
def test_c7_presets_stand_side_by_side(today: date) -> None:
    named = dict(presets(today))
    for words in ("月", "季度", "年"):
        here, before = named[f"本{words}"], named[f"上{words}"]
        assert here.first <= today <= here.last
        assert before.last + timedelta(days=1) == here.first
        assert before.first.day == 1
    assert [(one.last - one.first).days + 1 for one in (named["本年"], named["上年"])] in (
        [365, 365],
        [366, 365],
        [365, 366],
    )


@pytest.mark.parametrize("words", ["=1+1", "+86", "-1", "@sum", "\tx", "\rx"])
def test_c7_no_cell_of_the_sheet_is_a_formula(words: str) -> None:
    assert harmless(words) == f"'{words}"
    whole = sheet([(words, [rate("returned", returned=1, finished=3)])])
    header, line = csv.reader(StringIO(whole.removeprefix(BOM), newline=""))
    assert whole.startswith(BOM)
    assert tuple(header) == HEADER
    assert line[0] == f"'{words}"
    assert line[1:7] == ["退单率", "25.00%", "1", "4", "热线同意退单1；办结3", ""]
