"""The board of all limits: order, colours, scope, pages."""

from datetime import date
from typing import Any

import pytest

from gongkai.runtime.service import ServiceRuntime
from gongkai.timepiece import Timepiece
from tests.makers import client, person
from tests.service.notify.owner import Owed, at, owed, tell

NOW = at("2024-10-23", 11)

OWED = {
    "overdue": owed(date(2024, 9, 26), 15, ref="overdue"),
    "due today": owed(date(2024, 9, 27), 15, ref="due today"),
    "red": owed(date(2024, 9, 30), 15, ref="red"),
    "yellow": owed(date(2024, 10, 9), 15, ref="yellow"),
    "green": owed(date(2024, 10, 21), 15, ref="green"),
    "short red": owed(date(2024, 10, 17), 5, ref="short red", unit="registration"),
    "paused": owed(date(2024, 10, 8), 15, state="paused", ref="paused"),
    "met": owed(date(2024, 10, 8), 15, state="met", ref="met"),
    "provisional": owed(date(2024, 10, 8), 15, due=date(2027, 1, 4), ref="provisional"),
}


async def _board(running: ServiceRuntime, query: str = "", role: str = "office", unit: str | None = None) -> list[Any]:
    found: list[Any] = []
    async with client(running, person(role, unit)) as staff:
        cursor = ""
        while True:
            answer = await staff.get(f"/api/v1/clocks?limit=2{query}{cursor}")
            assert answer.status_code == 200, answer.text
            page = answer.json()
            found += page["items"]
            if page["next"] is None:
                return found
            cursor = f"&cursor={page['next']}"


async def _filled(notify: ServiceRuntime, timepiece: Timepiece) -> None:
    timepiece.move(NOW)
    await tell(notify, *OWED.values())


async def test_b6_least_time_left_first(notify: ServiceRuntime, timepiece: Timepiece) -> None:
    await _filled(notify, timepiece)
    found = await _board(notify)
    assert [one["due_at"] for one in found] == sorted(one["due_at"] for one in found)
    assert {one["ref"] for one in found} == set(OWED) - {"met"}


@pytest.mark.parametrize(
    ("colour", "refs"),
    [
        ("overdue", {"overdue"}),
        ("red", {"due today", "red", "short red"}),
        ("yellow", {"yellow"}),
        ("green", {"green"}),
        ("paused", {"paused"}),
        ("provisional", {"provisional"}),
    ],
)
async def test_b6_each_colour_finds_its_clocks(
    notify: ServiceRuntime, timepiece: Timepiece, colour: str, refs: set[str]
) -> None:
    await _filled(notify, timepiece)
    found = await _board(notify, f"&colour={colour}")
    assert {one["colour"] for one in found} <= {colour}
    assert {one["ref"] for one in found} == refs


async def test_b6_days_left_are_counted_when_read(notify: ServiceRuntime, timepiece: Timepiece) -> None:
    await _filled(notify, timepiece)
    left = {one["ref"]: one["left"] for one in await _board(notify)}
    assert (left["overdue"], left["due today"], left["red"], left["short red"]) == (-1, 0, 2, 1)
    timepiece.move(at("2024-10-24", 11))
    left = {one["ref"]: one["left"] for one in await _board(notify)}
    assert (left["overdue"], left["due today"], left["red"], left["short red"]) == (-2, -1, 1, 0)


async def test_b6_filters_by_service_unit_and_day(notify: ServiceRuntime, timepiece: Timepiece) -> None:
    await _filled(notify, timepiece)
    assert {one["ref"] for one in await _board(notify, "&service=inquiry")} == {"short red"}
    assert {one["ref"] for one in await _board(notify, "&unit=registration")} == {"short red"}
    assert {one["ref"] for one in await _board(notify, "&due_by=2024-10-24")} == {"due today", "short red"}


async def test_f4_a_unit_sees_its_own_clocks_only(notify: ServiceRuntime, timepiece: Timepiece) -> None:
    await _filled(notify, timepiece)
    mine = await _board(notify, "&unit=food_production", role="clerk", unit="registration")
    assert {one["ref"] for one in mine} == {"short red"}


async def test_f3_a_cursor_belongs_to_its_filter(notify: ServiceRuntime, timepiece: Timepiece) -> None:
    await _filled(notify, timepiece)
    async with client(notify, person("office")) as staff:
        cursor = (await staff.get("/api/v1/clocks?limit=1")).json()["next"]
        assert (await staff.get(f"/api/v1/clocks?limit=1&colour=red&cursor={cursor}")).status_code == 422


@pytest.mark.parametrize("query", ["colour=blue", "due_by=9999-12-31", "due_by=x", "limit=0", "cursor=x", "limit=1e9"])
async def test_f3_the_board_refuses_what_is_unfit(notify: ServiceRuntime, query: str) -> None:
    async with client(notify, person("office")) as staff:
        assert (await staff.get(f"/api/v1/clocks?{query}")).status_code == 422


async def test_f4_the_board_is_for_staff(notify: ServiceRuntime) -> None:
    async with client(notify) as anybody:
        assert (await anybody.get("/api/v1/clocks")).status_code == 401


async def test_f6_the_pages_show_colour_and_words(notify: ServiceRuntime, timepiece: Timepiece) -> None:
    await _filled(notify, timepiece)
    async with client(notify, person("office")) as staff:
        page = await staff.get("/desk/board")
        assert page.status_code == 200
        for words in ("已超期1个工作日", "今天到期", "还剩2个工作日", "已暂停", "（暂定）", "如果都不办理"):
            assert words in page.text
        filtered = await staff.get("/desk/board?colour=red&unit=registration&service=&due_by=")
        assert "short red" in filtered.text
        assert "due today" not in filtered.text
        assert (await staff.get("/desk/board?colour=blue&unit=%3Cscript%3E&due_by=9999-12-31")).status_code == 200


async def test_f6_the_queue_is_the_unit_s_own(notify: ServiceRuntime, timepiece: Timepiece) -> None:
    await _filled(notify, timepiece)
    async with client(notify, person("clerk", "food_production")) as staff:
        page = await staff.get("/desk/queue")
    assert page.status_code == 200
    refs: list[Owed] = sorted((one for one in OWED.values() if one.unit == "food_production"), key=lambda o: o.due_on)
    places = [page.text.index(f">{one.ref}<") for one in refs if one.state != "met"]
    assert places == sorted(places)
    assert "short red" not in page.text
    assert f"/desk/tickets/{OWED['red'].subject_id}" in page.text
