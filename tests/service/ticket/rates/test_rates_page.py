"""The rates at the desk: every figure leads to its tickets, and the whole goes into a spreadsheet (C7)."""

import csv
from io import StringIO
from typing import Final

import pytest

from tests.service.ticket.conftest import TicketDoors
from tests.service.ticket.rates.asking_rates import AUTUMN

HTML: Final = {"Accept": "text/html"}


async def test_c7_the_page_shows_every_part_and_leads_to_its_tickets(doors: TicketDoors) -> None:
    ticket = await doors.finished()
    shown = await doors.office.get("/desk/rates", params=AUTUMN, headers=HTML)
    assert shown.status_code == 200
    for words in ("按时办结率", "100.00%", "尚未回访 1", "由办公室核定", "浦东新区市场监管局", "不排名次"):
        assert words in shown.text
    asked = AUTUMN | {"rate": "satisfied", "part": "pending"}
    listed = await doors.office.get("/desk/rates/tickets", params=asked, headers=HTML)
    assert listed.status_code == 200
    assert f"/desk/tickets/{ticket['id']}" in listed.text
    empty = await doors.office.get("/desk/rates/tickets", params=asked | {"part": "satisfied"}, headers=HTML)
    assert "没有这样的办件" in empty.text


async def test_c7_a_round_leads_nowhere_for_the_unit_whose_ticket_is_now_another_ones(doors: TicketDoors) -> None:
    ticket = await doors.finished()
    await doors.push("reopened", occurred_at="2024-10-01T10:00:00+08:00")
    moved = await doors.act(doors.office, await doors.read(ticket["id"]), "assignment", unit="huangpu", reason="重办")
    assert moved.status_code == 200, moved.text
    asked = AUTUMN | {"rate": "finished", "part": "denominator"}
    for who, leads in ((doors.clerk, False), (doors.office, True)):
        listed = await who.get("/desk/rates/tickets", params=asked, headers=HTML)
        assert (ticket["no"] in listed.text, ticket["id"] in listed.text) == (True, leads)
        assert (await who.get(f"/desk/tickets/{ticket['id']}", headers=HTML)).is_success == leads


async def test_c7_a_clerk_is_not_asked_for_a_unit(doors: TicketDoors) -> None:
    await doors.finished()
    shown = await doors.clerk.get("/desk/rates", params=AUTUMN, headers=HTML)
    assert 'name="unit"' not in shown.text
    assert "浦东新区市场监管局，2024-09-01 至 2024-10-31" in shown.text


async def test_c7_an_empty_period_says_so(doors: TicketDoors) -> None:
    shown = await doors.office.get("/desk/rates", params={"from": "2023-01-01", "to": "2023-01-31"}, headers=HTML)
    assert shown.status_code == 200
    assert "这一期间没有" in shown.text


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"from": "2024-10-02", "to": "2024-10-01"}, "结束日期不能早于开始日期"),
        ({"from": "昨天"}, "请填写日期"),
    ],
)
async def test_c7_the_page_says_what_is_wrong_with_the_form(
    doors: TicketDoors, asked: dict[str, str], words: str
) -> None:
    shown = await doors.office.get("/desk/rates", params=asked, headers=HTML)
    assert shown.status_code == 422
    assert words in shown.text


async def test_c7_the_sheet_opens_in_a_spreadsheet_program(doors: TicketDoors) -> None:
    await doors.finished()
    answer = await doors.office.get("/desk/rates/table.csv", params=AUTUMN)
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="rates.csv"')
    assert answer.content.startswith(b"\xef\xbb\xbf")
    lines = list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert {line["单位"] for line in lines} == {"全部单位", "浦东新区市场监管局"}
    (one,) = [line for line in lines if (line["单位"], line["指标"]) == ("全部单位", "按时办结率")]
    assert (one["比率"], one["分子"], one["分母"]) == ("100.00%", "1", "1")
