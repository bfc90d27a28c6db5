"""The case page: facts, forms without JavaScript, refusals in words, the form kept."""

import re
from typing import Any

import httpx
import pytest

from gongkai.clocks.store import clock
from tests.service.ticket.conftest import TicketDoors
from tests.service.ticket.orders import FOUND, NAME, PHONE, REPLY

SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}


async def page(who: httpx.AsyncClient, ticket: dict[str, Any]) -> httpx.Response:
    return await who.get(f"/desk/tickets/{ticket['id']}", headers={"Accept": "text/html"})


async def submit(who: httpx.AsyncClient, ticket: dict[str, Any], form: str, **typed: Any) -> httpx.Response:
    """Fill in a form of the page that shows this version of the ticket."""
    data = {"version": str(ticket["version"])} | typed
    return await who.post(f"/desk/tickets/{ticket['id']}/{form}", data=data, headers=SAME_ORIGIN)


async def test_f6_the_page_shows_clocks_citizen_and_history(doors: TicketDoors) -> None:
    ticket = await doors.ticket()
    shown = await page(doors.clerk, ticket)
    assert shown.status_code == 200
    for words in (ticket["no"], "先行联系", "办结", NAME, PHONE, "收到热线转办", "12345热线", "浦东新区市场监管局"):
        assert words in shown.text
    assert f"/desk/tickets/{ticket['id']}/clocks/finish" in shown.text


async def test_f6_the_office_sees_a_masked_citizen(doors: TicketDoors) -> None:
    shown = (await page(doors.office, await doors.ticket())).text
    assert shown.count("100****5678") == 2, "in the citizen's panel, and in his own words"
    assert PHONE not in shown
    assert NAME not in shown


async def test_f6_the_whole_way_by_forms(doors: TicketDoors) -> None:
    ticket = await doors.ticket()
    contact = {"channel": "phone", "outcome": "reached", "at": "2024-09-30T10:30", "note": "已说明"}
    done = await submit(doors.clerk, ticket, "contacts", **contact)
    assert (done.status_code, done.headers["Location"]) == (303, f"/desk/tickets/{ticket['id']}")
    ticket = await doors.read(ticket["id"])
    assert ticket["contacted_at"] == "2024-09-30T02:30:00Z"
    done = await submit(doors.clerk, ticket, "report", handling="已检查。\r\n已下架。", reply_points=REPLY, **FOUND)
    assert done.status_code == 303
    ticket = await doors.read(ticket["id"])
    assert ticket["report"]["handling"] == "已检查。\n已下架。"
    assert "签发并办结" not in (await page(doors.clerk, ticket)).text
    assert "签发并办结" in (await page(doors.head, ticket)).text
    assert (await submit(doors.head, ticket, "sign-off")).status_code == 303
    shown = (await page(doors.clerk, ticket)).text
    assert "已办结" in shown
    assert "正在报送热线" in shown
    assert "<form" not in shown.partition("<main")[2]
    assert {row.state for row in await doors.rows(clock)} == {"met"}


async def test_f6_what_is_wrong_is_said_beside_the_field_and_the_form_is_kept(doors: TicketDoors) -> None:
    ticket = await doors.contacted()
    refused = await submit(doors.clerk, ticket, "report", handling="写了很久的内容", reply_points="")
    assert refused.status_code == 422
    assert "写了很久的内容" in refused.text
    assert "请填写答复要点" in refused.text
    assert 'href="#f-report-reply_points"' in refused.text


async def test_f6_who_was_slower_is_told_and_loses_nothing(doors: TicketDoors) -> None:
    ticket = await doors.ticket()
    await doors.push("amended", occurred="2024-09-30 10:30", title="新标题")
    contact = {"channel": "phone", "outcome": "not_answered", "note": "打了两遍"}
    refused = await submit(doors.clerk, ticket, "contacts", **contact)
    assert refused.status_code == 409
    assert "刚被他人修改" in refused.text
    assert "打了两遍" in refused.text
    assert "新标题" in refused.text
    assert 'name="version" value="2"' in refused.text


async def test_f6_a_form_without_choice_is_refused_in_words(doors: TicketDoors) -> None:
    refused = await submit(doors.clerk, await doors.ticket(), "contacts", channel="", outcome="")
    assert refused.status_code == 422
    assert 'href="#f-contacts-channel"' in refused.text


async def test_f6_the_office_assigns_by_form(doors: TicketDoors) -> None:
    ticket = await doors.ticket()
    assert "改派理由" not in (await page(doors.clerk, ticket)).text
    done = await submit(doors.office, ticket, "assignment", unit="huangpu", reason="在黄浦")
    assert done.status_code == 303
    assert "在黄浦" in (await page(doors.office, ticket)).text


async def test_f4_another_units_page_is_not_there(doors: TicketDoors) -> None:
    ticket = await doors.ticket()
    assert (await page(doors.stranger, ticket)).status_code == 404
    assert (await submit(doors.stranger, ticket, "contacts", channel="phone", outcome="reached")).status_code == 404


async def test_f6_what_the_citizen_wrote_is_text_and_nothing_else(doors: TicketDoors) -> None:
    hostile = "<script>alert(1)</script>{{7*7}}"
    shown = (await page(doors.clerk, await doors.ticket(title=hostile, content=hostile))).text
    assert "<script>alert" not in shown
    assert "{{7*7}}" in shown


@pytest.mark.parametrize("code", ["first_contact", "finish"])
async def test_a6_the_explanation_is_a_page_that_can_be_printed(doors: TicketDoors, code: str) -> None:
    ticket = await doors.ticket()
    shown = await doors.clerk.get(f"/desk/tickets/{ticket['id']}/clocks/{code}", headers={"Accept": "text/html"})
    assert shown.status_code == 200
    assert ticket["no"] in shown.text
    assert "国庆节放假" in shown.text
    assert len(re.findall("<tr>", shown.text)) == (9 if code == "first_contact" else 26) + 1
    hidden = await doors.stranger.get(f"/desk/tickets/{ticket['id']}/clocks/{code}")
    assert hidden.status_code == 404
