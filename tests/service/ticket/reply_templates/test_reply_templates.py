"""Templates of replies: who writes which, two hands at one, and how one is filled from a ticket."""

import re
from typing import Any

import httpx
import pytest

from tests.service.ticket.conftest import TicketDoors
from tests.service.ticket.orders import REPORT
from ticket_service.reply_templates.domain import fill
from ticket_service.reply_templates.store import templates_for
from ticket_service.ticket.store import tickets

API = "/api/v1/reply-templates"
DESK = "/desk/reply-templates"
FORM = {"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}
WORDS = {
    "title": "过期食品",
    "handling": "【承办单位】收到【工单号】后于【联系时间】"
    "与市民联系（【联系方式】，【联系结果】），【填写：检查结果】。",
    "reply_points": "【今天】由【承办单位】答复：关于“【诉求标题】”，【填写：处理结果】。",
}


async def write(who: httpx.AsyncClient, **changed: Any) -> dict[str, Any]:
    answer = await who.post(API, json=WORDS | changed)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def rewrite(who: httpx.AsyncClient, one: dict[str, Any], **changed: Any) -> httpx.Response:
    return await who.put(f"{API}/{one['id']}", json=WORDS | changed, headers={"If-Match": f'"{one["version"]}"'})


async def retire(who: httpx.AsyncClient, one: dict[str, Any]) -> httpx.Response:
    return await who.post(f"{API}/{one['id']}/retirement", headers={"If-Match": f'"{one["version"]}"'})


async def titles(who: httpx.AsyncClient) -> list[str]:
    return [one["title"] for one in (await who.get(API)).json()]


async def test_d5_a_unit_has_its_own_and_those_for_all(doors: TicketDoors) -> None:
    await write(doors.head, title="本区的")
    await write(doors.office, title="通用的", for_all=True)
    assert await titles(doors.clerk) == ["本区的", "通用的"]
    assert await titles(doors.stranger) == ["通用的"]
    assert await titles(doors.office) == ["通用的", "本区的"], "what the office keeps is not cut off by others'"


async def test_d5_each_changes_his_own_only(doors: TicketDoors) -> None:
    own, common = await write(doors.head), await write(doors.office, for_all=True)
    assert (
        (await doors.head.post(API, json=WORDS | {"for_all": True})).json()["type"].endswith("reply-template-foreign")
    )
    for who, one in ((doors.head, common), (doors.office, own)):
        refused = await rewrite(who, one, title="别人的")
        assert (refused.status_code, refused.json()["type"][20:]) == (403, "reply-template-foreign")
        assert (await retire(who, one)).status_code == 403
    assert (await doors.clerk.post(API, json=WORDS)).status_code == 403
    assert (await doors.stranger.get(f"{API}/{own['id']}")).status_code == 404


async def test_d5_an_unknown_placeholder_is_refused_with_every_point(doors: TicketDoors) -> None:
    answer = await doors.head.post(API, json={"title": "", "handling": "【谁】", "reply_points": "【谁】"})
    assert answer.status_code == 422
    assert answer.json()["type"].endswith("reply-template-unfit")
    assert [one["pointer"] for one in answer.json()["errors"]] == ["/title", "/handling", "/reply_points"]


async def test_d5_two_hands_at_one_template(doors: TicketDoors) -> None:
    one = await write(doors.head)
    assert (await rewrite(doors.head, one, title="先到的")).status_code == 200
    slower = await rewrite(doors.head, one, title="后到的")
    assert slower.status_code == 412
    assert await titles(doors.head) == ["先到的"]


async def test_d5_a_retired_one_is_kept_but_no_longer_offered(doors: TicketDoors) -> None:
    one = await write(doors.head)
    gone = await retire(doors.head, one)
    assert gone.status_code == 200
    assert await titles(doors.head) == []
    assert (await doors.clerk.get(f"{API}/{one['id']}")).json()["retired_at"]
    for again in (await retire(doors.head, gone.json()), await rewrite(doors.head, gone.json())):
        assert (again.status_code, again.json()["type"][20:]) == (409, "reply-template-retired")


async def test_d5_a_title_with_brackets_of_its_own_does_not_hold_the_report(doors: TicketDoors) -> None:
    ticket = await doors.contacted(title="【甲店】不退款")
    said = REPORT | {"handling": "已就“【甲店】不退款”到店检查。"}
    answer = await doors.act(doors.clerk, ticket, "report", **said)
    assert answer.status_code == 200, answer.text


async def test_d5_a_template_is_filled_from_the_ticket(doors: TicketDoors) -> None:
    await write(doors.head)
    waiting, contacted = await doors.ticket(order_no="first"), await doors.contacted(order_no="second")
    async with doors.running.reading() as db:
        (template,) = await templates_for(db, "pudong")
        assert await templates_for(db, "huangpu") == []
        now = doors.running.timepiece.now()
        before = fill(template, await tickets.ticket_of(db, waiting["id"], None), now)
        after = fill(template, await tickets.ticket_of(db, contacted["id"], None), now)
    assert "收到first后于【联系时间】与市民联系（【联系方式】，【联系结果】）" in before.handling
    unit = "浦东新区市场监管局"
    assert after.handling == (f"{unit}收到second后于2024年9月30日11:00与市民联系（电话，已联），【填写：检查结果】。")
    assert after.reply_points == f"2024年9月30日由{unit}答复：关于“超市出售过期酸奶”，【填写：处理结果】。"


async def test_c5_a_report_with_a_placeholder_cannot_be_filed(doors: TicketDoors) -> None:
    ticket = await doors.contacted()
    said = {"handling": "已检查，【填写：检查结果】。", "reply_points": "浦东新区市场监管局9月30日答复：【】已下架。"}
    refused = await doors.act(doors.clerk, ticket, "report", **said)
    assert (refused.status_code, refused.json()["type"][20:]) == (422, "placeholder-left")
    assert [one["pointer"] for one in refused.json()["errors"]] == ["/handling", "/reply_points"]
    assert "检查结果" not in refused.text


async def test_d5_the_way_over_the_page(doors: TicketDoors) -> None:
    made = await doors.head.post(DESK, data=WORDS, headers=FORM)
    assert (made.status_code, made.headers["Location"]) == (303, DESK)
    page = await doors.clerk.get(DESK, headers=FORM)
    assert "过期食品" in page.text
    assert "新建模板" not in page.text
    (one,) = (await doors.head.get(API)).json()
    assert "【填写：检查结果】" in (await doors.clerk.get(f"{DESK}/{one['id']}", headers=FORM)).text
    changed = await doors.head.post(f"{DESK}/{one['id']}", data=WORDS | {"version": "1", "title": "改过"}, headers=FORM)
    assert changed.status_code == 303
    gone = await doors.head.post(f"{DESK}/{one['id']}/retirement", data={"version": "2"}, headers=FORM)
    assert gone.status_code == 303
    assert "已停用" in (await doors.clerk.get(f"{DESK}/{one['id']}", headers=FORM)).text


async def test_d5_what_is_wrong_stands_beside_its_field_and_the_form_is_kept(doors: TicketDoors) -> None:
    refused = await doors.head.post(DESK, data=WORDS | {"title": "", "handling": "写了很久【谁】"}, headers=FORM)
    assert refused.status_code == 422
    assert 'href="#f-title"' in refused.text
    assert 'href="#f-handling"' in refused.text
    assert "写了很久【谁】" in refused.text


async def test_f6_who_was_slower_sees_what_the_other_wrote_and_loses_nothing(doors: TicketDoors) -> None:
    one = await write(doors.head)
    await rewrite(doors.head, one, title="先到的")
    slower = await doors.head.post(
        f"{DESK}/{one['id']}", data=WORDS | {"version": "1", "title": "后到的"}, headers=FORM
    )
    assert slower.status_code == 409
    assert "该模板刚被他人修改" in slower.text
    assert "先到的" in slower.text
    assert 'value="后到的"' in slower.text
    assert re.search(r'name="version" value="2"', slower.text)


@pytest.mark.parametrize("path", [DESK, API])
async def test_f4_who_has_no_part_in_it_stays_outside(doors: TicketDoors, path: str) -> None:
    assert (await doors.secrecy.get(path)).status_code == 403
