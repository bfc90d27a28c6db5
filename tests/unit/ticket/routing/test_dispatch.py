"""The dispatch table: it sends every order to a unit that is there, as somebody reads it who goes down row by row."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.organisation.districts import district_of, districts
from gongkai.organisation.units import UnitKind, UnitRetired, in_service, unit_or_successor, units
from ticket_service.routing.domain import (
    LAST_RESORT,
    OF_THE_DISTRICT,
    ROWS_AT_MOST,
    DispatchRow,
    DispatchTable,
    DispatchTableUnfit,
    bundled_table,
    cautions_of,
    look_up,
    read_rows,
    rows_of,
    text_of_rows,
    unit_for,
)

DAY: Final = date(2024, 9, 30)
LAST: Final = DispatchRow(unit="complaints")
CODES: Final = sorted(code for code, one in units().items() if one.kind is not UnitKind.group)
WORDS: Final = ("食品安全", "反垄断", "机场", "政务公开", "价格")

rows = st.builds(
    DispatchRow,
    unit=st.sampled_from([*CODES, OF_THE_DISTRICT]),
    categories=st.lists(st.sampled_from(WORDS), max_size=3, unique=True).map(tuple),
    districts=st.lists(st.sampled_from(sorted(districts())), max_size=3, unique=True).map(tuple),
)
tables = st.lists(rows, max_size=6).map(lambda some: DispatchTable(rows=(*some, LAST)))
wheres = st.sampled_from(["", "苏州市", "南汇区", "闸北", *districts(), *(one.name for one in districts().values())])
whats = st.lists(st.sampled_from([*WORDS, "市场监管"]), max_size=3)


def naive(table: DispatchTable, where: str, what: Sequence[str]) -> str:
    """As a clerk reads the table with a finger on the row."""
    known = district_of(where)
    for row in table.rows:
        if row.categories and not set(row.categories) & set(what):
            continue
        if row.districts and (known is None or known.code not in row.districts):
            continue
        if row.unit != OF_THE_DISTRICT:
            return row.unit
        if known is not None:
            return known.unit
    raise AssertionError("the last row fits every order")


@pytest.mark.parametrize(
    ("district", "category", "unit"),
    [
        ("浦东新区", ["市场监管", "食品安全"], "pudong"),
        ("310101", [], "huangpu"),
        ("南汇区", ["消费"], "pudong"),
        ("", ["市场监管"], "complaints"),
        ("苏州市", [], "complaints"),
        ("浦东新区", ["市场监管", "反垄断"], "antimonopoly"),
        ("", ["政务公开"], "office"),
    ],
)
def test_c3_the_dispatch_table_names_the_unit(district: str, category: list[str], unit: str) -> None:
    assert unit_for(bundled_table(), district, category, DAY) == unit


def test_c3_every_district_bureau_gets_its_own_orders() -> None:
    bureaus = {one.district: one.code for one in units().values() if one.district}
    assert len(bureaus) == 16
    assert {code: unit_for(bundled_table(), code, [], DAY) for code in bureaus} == bureaus


def test_c3_the_table_that_comes_with_the_suite_is_sound() -> None:
    assert rows_of(bundled_table().rows, DAY) == bundled_table().rows
    assert cautions_of(bundled_table().rows) == ()


@given(tables, wheres, whats)
def test_c3_a_look_up_is_what_a_clerk_reads(table: DispatchTable, where: str, what: list[str]) -> None:
    assert unit_for(table, where, what, DAY) == naive(table, where, what)


@given(tables, wheres, whats, st.sets(st.sampled_from(CODES)), st.sampled_from(["", *CODES]))
def test_c3_every_order_goes_to_a_unit_that_is_there(
    table: DispatchTable, where: str, what: list[str], gone: set[str], heir: str
) -> None:
    """Whichever units are dissolved, and whoever follows them: the one that gets it is there, or is the last resort."""
    ended = {code: replace(units()[code], valid_to=DAY - timedelta(1), successor=heir) for code in gone}
    found = look_up(table, where, what, DAY, {**units(), **ended})
    assert found.unit not in gone or found.unit == LAST_RESORT
    named = naive(table, where, what)
    assert found.unit == (named if named not in gone else heir if heir and heir not in gone else LAST_RESORT)
    assert table.rows[found.row].unit in (named, OF_THE_DISTRICT)


@given(tables)
def test_c3_a_row_is_called_idle_exactly_if_no_order_reaches_it(table: DispatchTable) -> None:
    orders = [(where, what) for where in ("", *districts()) for what in ((), *((word,) for word in WORDS))]
    reached = {look_up(table, where, what, DAY).row for where, what in orders}
    idle = {int(point.pointer.removeprefix("/rows/")) for point in cautions_of(table.rows)}
    assert idle == set(range(len(table.rows))) - reached


@given(tables)
def test_c3_a_table_as_text_reads_as_the_same_table(table: DispatchTable) -> None:
    assert rows_of(read_rows(text_of_rows(table.rows)), DAY) == table.rows


def test_c3_all_faults_of_a_table_are_told_at_once() -> None:
    said = (
        DispatchRow(unit="nowhere", districts=("浦东", "苏州市")),
        DispatchRow(unit="business_divisions"),
        DispatchRow(unit="airport", categories=("机场", "机场")),
    )
    with pytest.raises(DispatchTableUnfit) as refused:
        rows_of(said, DAY)
    assert {(point.pointer, point.code) for point in refused.value.points} == {
        ("/rows/0/unit", "dispatch-unit-unknown"),
        ("/rows/0/districts/1", "dispatch-district-unknown"),
        ("/rows/1/unit", "dispatch-unit-unknown"),
        ("/rows/2", "dispatch-last-row"),
    }
    assert not any("nowhere" in point.detail or "苏州" in point.detail for point in refused.value.points)


def test_c3_a_dissolved_unit_is_no_row_s_unit() -> None:
    known = {**units(), "airport": replace(units()["airport"], valid_to=DAY - timedelta(1))}
    with pytest.raises(DispatchTableUnfit) as refused:
        rows_of((DispatchRow(unit="airport", categories=("机场",)), LAST), DAY, known)
    assert [point.code for point in refused.value.points] == ["dispatch-unit-retired"]


@pytest.mark.parametrize("said", [(), (LAST,) * (ROWS_AT_MOST + 1), (DispatchRow(unit=OF_THE_DISTRICT),)])
def test_c3_a_table_has_rows_not_too_many_and_a_last_one_for_all(said: tuple[DispatchRow, ...]) -> None:
    with pytest.raises(DispatchTableUnfit):
        rows_of(said, DAY)


def test_c3_words_are_kept_once_and_districts_by_their_codes() -> None:
    said = (DispatchRow(unit="airport", categories=("机场", "机场"), districts=("浦东", "南汇区", "310115")), LAST)
    assert rows_of(said, DAY)[0] == DispatchRow(unit="airport", categories=("机场",), districts=("310115",))


@pytest.mark.parametrize(
    ("text", "pointer"),
    [
        ("[[row", "/toml"),
        ("rows = 1", "/toml"),
        ("row = 1", "/toml"),
        ("row = [1]", "/toml/row/0"),
        ("[[row]]\nunit = 1", "/toml/row/0"),
        ('[[row]]\nunit = "office"\nunits = "x"', "/toml/row/0"),
        ('[[row]]\nunit = "office"\n[[row]]\nunit = "office"\ncategories = "机场"', "/toml/row/1"),
        ('[[row]]\nunit = "office"\ndistricts = [310115]', "/toml/row/0"),
        pytest.param("row = " + "[" * 20_000, "/toml", id="endless nesting"),
        pytest.param("row = " + "9" * 5_000, "/toml", id="endless number"),
    ],
)
def test_c3_a_text_that_is_no_table_is_refused_where_it_is_wrong(text: str, pointer: str) -> None:
    with pytest.raises(DispatchTableUnfit) as refused:
        read_rows(text)
    assert [point.pointer for point in refused.value.points] == [pointer]


def test_c3_successors_are_followed_to_the_one_that_is_there_and_never_in_a_circle() -> None:
    gone = DAY - timedelta(1)
    known = {**units(), "airport": replace(units()["airport"], valid_to=gone, successor="enforcement")}
    known["enforcement"] = replace(units()["enforcement"], valid_to=gone, successor="legal")
    found = unit_or_successor("airport", DAY, known)
    assert found is not None
    assert found.code == "legal"
    known["legal"] = replace(units()["legal"], valid_to=gone, successor="airport")
    assert unit_or_successor("airport", DAY, known) is None
    assert unit_or_successor("district_bureaus", DAY) is None


def test_c3_a_unit_outside_its_days_takes_no_order() -> None:
    assert in_service("pudong", DAY, "/unit").code == "pudong"
    with pytest.raises(UnitRetired):
        in_service("pudong", date(2017, 12, 31), "/unit")
