"""The dispatch table: read by staff, edited by the office, obeyed at once by every process."""

import asyncio
from typing import Any, Final

import httpx
import pytest
from sqlalchemy import select

from gongkai.audit.entries import audit_entry
from tests.service.ticket.conftest import TicketDoors
from tests.statements import counted
from ticket_service.routing import store as dispatch
from ticket_service.routing.store import dispatch_table

API: Final = "/api/v1/dispatch-table"
DESK: Final = "/desk/dispatch"
OWN: Final = {"Sec-Fetch-Site": "same-origin"}
LAST: Final = {"unit": "complaints"}
FOOD: Final = {"unit": "food_production", "categories": ["食品安全"]}
WHY: Final = "食品安全类统一处理"


def code_of(answer: httpx.Response) -> str:
    return str(answer.json()["type"]).removeprefix("urn:gongkai:problem:")


async def put(who: httpx.AsyncClient, *rows: dict[str, Any], read: int = 0, reason: str = WHY) -> httpx.Response:
    return await who.put(API, json={"rows": rows, "reason": reason}, headers={"If-Match": f'"{read}"'})


async def submit(who: httpx.AsyncClient, do: str, rows: list[tuple[str, str, str]], **typed: str) -> httpx.Response:
    """Press a button of the sheet; rows are categories, districts, unit."""
    fields = {f"{name}-{at}": row[i] for at, row in enumerate(rows) for i, name in enumerate(COLUMNS)}
    return await who.post(DESK, data={"do": do, "version": "0", **fields, **typed}, headers=OWN)


COLUMNS: Final = ("categories", "districts", "unit")
SHEET: Final = [("食品安全、餐饮", "浦东 黄浦区", "food_production"), ("", "", "district"), ("", "", "complaints")]


async def test_c3_without_an_edition_the_bundled_table_holds(doors: TicketDoors) -> None:
    answer = await doors.clerk.get(API)
    assert (answer.headers["ETag"], answer.json()["edition"], answer.json()["amended_at"]) == ('"0"', 0, None)
    assert answer.json()["rows"][-1] == {
        "unit": "complaints",
        "unit_name": "投诉举报中心",
        "categories": [],
        "districts": [],
        "district_names": [],
    }
    assert (await doors.clerk.get(f"{API}/editions")).json() == []


async def test_c3_the_next_order_goes_by_the_new_edition(doors: TicketDoors) -> None:
    before = await doors.ticket()
    made = await put(doors.office, FOOD | {"districts": ["浦东"]}, {"unit": "district"}, LAST)
    assert (made.status_code, made.headers["ETag"]) == (200, '"1"')
    assert made.json()["rows"][0]["district_names"] == ["浦东新区"]
    assert (await doors.ticket(order_no="2"))["unit"] == "food_production"
    assert (await doors.ticket(order_no="3", category=["计量"]))["unit"] == "pudong"
    assert (await doors.read(before["id"]))["unit"] == "pudong", "what was dispatched stays"
    again = await put(doors.office, LAST, read=1, reason="一律由中心处理")
    assert again.json()["edition"] == 2
    assert (await doors.ticket(order_no="4"))["unit"] == "complaints"


async def test_c3_another_process_obeys_the_new_edition_at_once(doors: TicketDoors, second: TicketDoors) -> None:
    assert (await second.ticket(order_no="1"))["unit"] == "pudong"
    await put(doors.office, FOOD, LAST)
    assert (await second.ticket(order_no="2"))["unit"] == "food_production"
    await put(second.office, LAST, read=1)
    assert (await doors.ticket(order_no="3", message_id="another"))["unit"] == "complaints"


async def test_c3_an_edition_is_read_once_and_then_costs_no_statement(doors: TicketDoors) -> None:
    await put(doors.office, FOOD, LAST)
    counts = []
    for order_no in ("1", "2", "3"):
        with counted(doors.running) as asked:
            await doors.push(order_no=order_no)
        counts.append(sum("FROM dispatch_table" in one for one in asked))
    assert counts == [1, 0, 0]


async def test_c3_a_table_that_is_left_as_it_was_is_no_new_edition(doors: TicketDoors) -> None:
    await put(doors.office, FOOD, LAST)
    assert (await put(doors.office, FOOD, LAST, read=1)).json()["edition"] == 1


async def test_c3_every_edition_says_who_when_and_why(doors: TicketDoors) -> None:
    await put(doors.office, FOOD, LAST)
    await put(doors.office, LAST, read=1, reason="一律由中心处理")
    history = (await doors.clerk.get(f"{API}/editions")).json()
    assert [(one["edition"], one["name"], one["reason"]) for one in history] == [
        (2, "温时序", "一律由中心处理"),
        (1, "温时序", WHY),
    ]
    assert history[0]["amended_at"].startswith("2024-09-30T03:00:0")
    first = (await doors.clerk.get(f"{API}/editions/1")).json()
    assert [row["unit"] for row in first["rows"]] == ["food_production", "complaints"]
    missing = await doors.clerk.get(f"{API}/editions/3")
    assert (missing.status_code, code_of(missing)) == (404, "dispatch-edition-unknown")
    async with doors.running.reading() as db:
        acts = (await db.execute(select(audit_entry.c.act, audit_entry.c.subject))).all()
    assert [tuple(one) for one in acts].count(("dispatch-table.amended", "dispatch-table")) == 2


async def test_c3_an_unfit_table_is_refused_with_all_its_faults(doors: TicketDoors) -> None:
    answer = await put(doors.office, {"unit": "nowhere", "districts": ["苏州市"]}, {"unit": "district"})
    assert (answer.status_code, code_of(answer)) == (422, "dispatch-table-unfit")
    assert {one["pointer"] for one in answer.json()["errors"]} == {"/rows/0/unit", "/rows/0/districts/0", "/rows/1"}
    assert "苏州" not in answer.text
    assert await doors.count(dispatch_table) == 0


async def test_c3_a_row_that_no_order_reaches_is_pointed_out(doors: TicketDoors) -> None:
    answer = await put(doors.office, FOOD, FOOD | {"unit": "office"}, LAST)
    assert [one["pointer"] for one in answer.json()["cautions"]] == ["/rows/1"]


@pytest.mark.parametrize(("who", "status"), [("clerk", 403), ("head", 403), ("secrecy", 403), ("hotline", 401)])
async def test_c3_only_the_office_edits_the_table(doors: TicketDoors, who: str, status: int) -> None:
    at: httpx.AsyncClient = getattr(doors, who)
    assert (await put(at, LAST)).status_code == status
    assert (await submit(at, "save", [("", "", "complaints")], reason=WHY)).status_code in (303, 401, 403)
    assert await doors.count(dispatch_table) == 0


async def test_c3_an_edit_names_the_edition_that_was_read(doors: TicketDoors) -> None:
    assert (await doors.office.put(API, json={"rows": [LAST], "reason": WHY})).status_code == 428
    await put(doors.office, FOOD, LAST)
    assert (await put(doors.office, LAST)).status_code == 412
    any_edition = await doors.office.put(API, json={"rows": [LAST], "reason": WHY}, headers={"If-Match": "*"})
    assert any_edition.json()["edition"] == 2


async def test_c3_of_two_editors_at_once_one_is_told(doors: TicketDoors, second: TicketDoors) -> None:
    answers = await asyncio.gather(*(put(each.office, FOOD, LAST) for each in (doors, second)))
    statuses = sorted(answer.status_code for answer in answers)
    assert statuses in ([200, 412], [200, 200]), "the same words twice are one edition"
    other = await asyncio.gather(put(doors.office, LAST, read=1), put(second.office, FOOD, FOOD, LAST, read=1))
    assert sorted(answer.status_code for answer in other) == [200, 412]
    assert await doors.count(dispatch_table) == 2


@pytest.mark.parametrize(
    ("asked", "row", "unit"),
    [
        ({"district": "浦东新区", "category": ["市场监管", "食品安全"]}, 6, "pudong"),
        ({"district": "310115", "category": ["机场"]}, 4, "airport"),
        ({}, 7, "complaints"),
    ],
)
async def test_c3_the_table_may_be_tried(doors: TicketDoors, asked: dict[str, Any], row: int, unit: str) -> None:
    found = (await doors.clerk.get(f"{API}/look-up", params=asked)).json()
    assert (found["row"], found["unit"], found["edition"]) == (row, unit, 0)


async def test_c3_a_table_is_taken_away_and_handed_in_as_text(doors: TicketDoors) -> None:
    taken = await doors.clerk.get(f"{DESK}/editions/0/toml")
    assert "attachment" in taken.headers["Content-Disposition"]
    changed = taken.text.replace('["机场", "民航"]', '["机场"]')
    page = await submit(doors.office, "read", [], toml=changed)
    assert page.status_code == 200
    assert 'value="机场"' in page.text
    assert "检查通过，尚未保存" in page.text
    wrong = await submit(doors.office, "read", SHEET, toml="[[row")
    assert wrong.status_code == 422
    assert "不是合格的 TOML 文本" in wrong.text
    assert "食品安全、餐饮" in wrong.text, "nothing that was typed is lost"
    assert await doors.count(dispatch_table) == 0


async def test_c3_the_sheet_is_saved_as_it_stands(doors: TicketDoors) -> None:
    done = await submit(doors.office, "save", SHEET, reason=WHY)
    assert (done.status_code, done.headers["Location"]) == (303, DESK)
    (first, *_) = (await doors.clerk.get(API)).json()["rows"]
    assert (first["categories"], first["districts"]) == (["食品安全", "餐饮"], ["310115", "310101"])
    page = (await doors.office.get(DESK)).text
    assert "现行第1版" in page
    assert WHY in page
    assert "保存为新版" not in (await doors.clerk.get(DESK)).text
    assert "各区及区不明" in (await doors.clerk.get(f"{DESK}/editions/1")).text


@pytest.mark.parametrize(
    ("do", "units"),
    [
        ("up-1", ["district", "food_production", "complaints"]),
        ("down-0", ["district", "food_production", "complaints"]),
        ("up-0", ["food_production", "district", "complaints"]),
        ("down-9", ["food_production", "district", "complaints"]),
        ("delete-0", ["district", "complaints"]),
        ("add-1", ["food_production", "", "district", "complaints"]),
        ("add-3", ["food_production", "district", "complaints", ""]),
        ("whatever", ["food_production", "district", "complaints"]),
    ],
)
async def test_c3_rows_are_moved_on_the_sheet_without_being_saved(
    doors: TicketDoors, do: str, units: list[str]
) -> None:
    page = (await submit(doors.office, do, SHEET, reason="写了一半")).text
    shown = [row.partition("selected>")[0].rpartition('value="')[2].partition('"')[0] for row in selects(page)]
    assert shown == units
    assert "写了一半" in page
    assert await doors.count(dispatch_table) == 0


def selects(page: str) -> list[str]:
    """The choices of unit, row by row; what comes before `selected` is the one that is chosen, if one is."""
    rows = [part.partition("</select>")[0] for part in page.split('<select id="f-unit-')[1:]]
    return [row if "selected" in row else "" for row in rows]


async def test_c3_a_check_tells_what_would_change_and_what_is_idle(doors: TicketDoors) -> None:
    await doors.ticket(order_no="1")
    await doors.ticket(order_no="2", category=["计量"])
    twice = [SHEET[0], *SHEET]
    page = (await submit(doors.office, "check", twice)).text
    assert "2件工单，按改后的表有1件会派往别的单位" in page
    assert "第2行不会用到" in page


async def test_c3_faults_stand_at_their_fields_and_nothing_is_lost(doors: TicketDoors) -> None:
    page = await submit(doors.office, "save", [("食品安全", "苏州", "office"), ("", "", "")], reason="")
    assert page.status_code == 422
    assert 'href="#f-reason"' in page.text
    assert 'href="#f-unit-1"' in page.text
    assert 'value="苏州"' in page.text
    page = await submit(doors.office, "check", [("食品安全", "苏州", "office"), ("", "", "complaints")])
    assert page.status_code == 422
    assert "第1行“区”：本市没有这个区" in page.text


async def test_c3_a_conflict_on_the_sheet_is_told_in_words(doors: TicketDoors) -> None:
    await put(doors.office, LAST)
    page = await submit(doors.office, "save", SHEET, reason=WHY)
    assert page.status_code == 409
    assert "别人先改了派单规则" in page.text
    assert "食品安全、餐饮" in page.text
    saved = await submit(doors.office, "save", SHEET, reason=WHY, version="1")
    assert saved.status_code == 303


async def test_c3_a_sheet_kept_open_is_no_way_past_another_s_edit(doors: TicketDoors) -> None:
    """Rows that are moved after somebody else saved do not take his edition as read."""
    await put(doors.office, LAST)
    page = await submit(doors.office, "up-1", SHEET)
    assert 'name="version" value="0"' in page.text


async def test_c3_anybody_at_a_desk_may_try_the_table(doors: TicketDoors) -> None:
    page = (await doors.clerk.get(DESK, params={"category": "市场监管 食品安全", "district": "浦东新区"})).text
    assert "适用第7行" in page
    assert "浦东新区市场监管局" in page


async def test_c3_two_databases_at_one_edition_are_not_mixed_up(doors: TicketDoors) -> None:
    """Editions are remembered by what they say: another database calls another table by the same number."""
    await put(doors.office, FOOD, LAST)
    async with doors.running.reading() as db:
        first = await dispatch.current_table(db)
        assert await dispatch.current_table(db) is first
    async with doors.running.engine.begin() as db:
        await db.execute(dispatch_table.delete())
    await put(doors.office, LAST)
    assert (await doors.ticket())["unit"] == "complaints"
