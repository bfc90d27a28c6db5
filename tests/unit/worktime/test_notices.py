"""Bad holiday data are refused before anybody counts with them; good data name themselves by their content."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from gongkai.worktime.calendar import WorkCalendar, load_calendar
from gongkai.worktime.notices import LocalLayer, NoticeUnfit, Year, bundled_layers, bundled_years


def row() -> dict[str, Any]:
    return {
        "year": 2027,
        "notice": "国办发明电〔2026〕1号",
        "issued": "2026-11-25",
        "breaks": [
            {"name": "元旦", "off": ["2027-01-01", "2027-01-02", "2027-01-03"]},
            {"name": "春节", "off": ["2027-02-05", "2027-02-06"], "worked": ["2027-01-31"]},
        ],
    }


def codes(refused: pytest.ExceptionInfo[NoticeUnfit]) -> set[str]:
    return {point.code for point in refused.value.points}


def twice(bad: dict[str, Any]) -> None:
    bad["breaks"][1]["off"].append("2027-01-01")


def worked_monday(bad: dict[str, Any]) -> None:
    bad["breaks"][1]["worked"] = ["2027-02-01"]


def other_year(bad: dict[str, Any]) -> None:
    bad["breaks"][1]["off"].append("2028-02-05")


def november_before(bad: dict[str, Any]) -> None:
    bad["breaks"][0]["off"].append("2026-11-30")


def no_notice(bad: dict[str, Any]) -> None:
    bad["notice"] = ""


def strange_notice(bad: dict[str, Any]) -> None:
    bad["breaks"][1]["notice"] = "某号"


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (twice, "duplicate-day"),
        (worked_monday, "make-up-on-weekday"),
        (other_year, "outside-year"),
        (november_before, "outside-year"),
        (no_notice, "notice-missing"),
        (strange_notice, "unknown-notice"),
    ],
)
def test_a1_a_year_with_a_fault_is_refused(spoil: Callable[[dict[str, Any]], None], code: str) -> None:
    bad = row()
    spoil(bad)
    with pytest.raises(NoticeUnfit) as refused:
        Year.read(bad)
    assert code in codes(refused)


@pytest.mark.parametrize("bad", [{}, {"year": "x"}, row() | {"breaks": [{"name": "元旦", "off": [20270101]}]}])
def test_a1_a_year_that_is_no_year_is_refused(bad: dict[str, Any]) -> None:
    with pytest.raises(NoticeUnfit):
        Year.read(bad)


def test_a1_years_stand_in_a_row_and_do_not_set_each_others_days() -> None:
    bad = row()
    bad["breaks"][0]["off"].append("2026-12-31")
    late = Year.read(row() | {"year": 2028, "breaks": []})
    with pytest.raises(NoticeUnfit) as refused:
        WorkCalendar([*bundled_years(), late])
    assert codes(refused) == {"years-not-in-a-row"}
    with pytest.raises(NoticeUnfit):
        WorkCalendar([])
    own = Year.read(row() | {"breaks": bad["breaks"]})
    again = Year.read(row() | {"year": 2026, "breaks": [{"name": "元旦", "off": ["2026-12-31"]}]})
    with pytest.raises(NoticeUnfit) as refused:
        WorkCalendar([again, own])
    assert codes(refused) == {"duplicate-day"}


def test_a1_a_local_layer_must_change_something() -> None:
    idle = LocalLayer.read(
        {"place": "x", "title": "某市", "breaks": [{"name": "某事", "notice": "某通知", "off": ["2024-10-01"]}]}
    )
    with pytest.raises(NoticeUnfit) as refused:
        WorkCalendar(bundled_years(), [idle])
    assert codes(refused) == {"local-without-effect"}


def test_a1_loading_a_year_makes_its_days_known_and_the_version_new() -> None:
    before = load_calendar()
    after = WorkCalendar([*bundled_years(), Year.read(row())], bundled_layers())
    assert after.last_announced == date(2027, 12, 31)
    assert after.counts(date(2027, 1, 31))
    assert before.version != after.version
    assert after.version.startswith("2027+shanghai.")


def test_a1_a_december_day_is_set_by_the_next_years_notice() -> None:
    new = row()
    new["breaks"][0]["off"].insert(0, "2026-12-31")
    after = WorkCalendar([*bundled_years(), Year.read(new)], bundled_layers())
    assert not after.counts(date(2026, 12, 31))
    assert after.fact(date(2026, 12, 31)).source == "国办发明电〔2026〕1号"


def test_a1_the_same_data_have_the_same_version_and_any_change_another() -> None:
    years, layers = bundled_years(), bundled_layers()
    version = WorkCalendar(years, layers).version
    assert WorkCalendar(tuple(reversed(years)), layers).version == version == load_calendar().version
    assert WorkCalendar(years).version != version
    changed = years[-1].to_json()
    changed["breaks"][0]["name"] = "新年"
    assert WorkCalendar([*years[:-1], Year.read(changed)], layers).version != version


def test_a1_a_year_and_a_layer_survive_being_stored_as_json() -> None:
    assert tuple(Year.read(json.loads(json.dumps(year.to_json()))) for year in bundled_years()) == bundled_years()
    assert (
        tuple(LocalLayer.read(json.loads(json.dumps(each.to_json()))) for each in bundled_layers()) == bundled_layers()
    )
