"""Every field of the hotline's order comes in, is shown under its own name, and costs no citizen his term."""

from typing import Any, Final

import pytest
from pydantic_core import to_json

from tests.service.ticket.conftest import TicketDoors
from tests.service.ticket.orders import NAME, PHONE
from ticket_service.ticket.store.tables import ORDER, REPORT

CITIZEN: Final = {
    "name": NAME,
    "phone": PHONE,
    "mobile": "13800000001",
    "sex": "女",
    "id_kind": "居民身份证",
    "id_no": "999999190001010000",
    "email": "somebody@example.invalid",
    "district": "浦东新区",
    "address": "某弄2号",
    "anonymous": False,
    "confidential": False,
}
SHOWN: Final = CITIZEN | {"id_no": "999****00", "email": "****", "address": "****"}
"""As the unit reads it that handles the matter."""


async def order_of(doors: TicketDoors, **said: Any) -> dict[str, Any]:
    """An order of the hotline as its unit reads it."""
    answer = await doors.push(**said)
    assert answer.status_code == 202, answer.text
    ticket = (await doors.clerk.get(f"/api/v1/tickets/{answer.json()['ticket_id']}")).json()
    return dict(ticket["order"])


async def test_c3_identity_and_source_are_read_whole(doors: TicketDoors) -> None:
    said = {
        "original_no": "240801-0007",
        "repeated": True,
        "repeats": ["240929-0001", "240929-0002"],
        "by_leader": True,
        "role": "主办",
        "way": "自办",
        "customer": "个人",
        "service": "一网通办",
    }
    assert (await order_of(doors, **said))["handing"] == said


async def test_c3_the_citizen_is_read_whole_and_shown_as_far_as_his_unit_needs_him(doors: TicketDoors) -> None:
    assert (await order_of(doors, citizen=CITIZEN))["citizen"] == SHOWN


async def test_c3_the_matter_is_read_whole(doors: TicketDoors) -> None:
    reported = {"name": "某某超市", "address": "某某路1号"}
    letter = "您好，我买到了过期酸奶。\n盼回复。"
    order = await order_of(doors, letter=letter, place="某某路1号", reported=reported, matter="投诉")
    said = {"letter": letter, "place": "某某路1号", "reported": reported, "matter": "投诉"}
    assert {name: order[name] for name in said} == said


async def test_c3_the_hotlines_times_are_read_and_move_no_clock(doors: TicketDoors) -> None:
    times = {
        "called_at": "2024-09-30T09:00:00+08:00",
        "registered_at": "2024-09-30T09:05:00",
        "signed_at": "",
        "answer_by": "2024-10-08T18:00:00+08:00",
        "finish_by": "2024-10-01T18:00:00+08:00",
        "promised_by": None,
    }
    plain = await doors.ticket(order_no="plain")
    ticket = await doors.ticket(order_no="timed", times=times)
    assert ticket["finish_due_at"] == plain["finish_due_at"]
    assert {name: at for name, at in ticket["order"]["times"].items() if at} == {
        "called_at": "2024-09-30T01:00:00Z",
        "registered_at": "2024-09-30T01:05:00Z",
        "answer_by": "2024-10-08T10:00:00Z",
        "finish_by": "2024-10-01T10:00:00Z",
    }


async def test_c3_an_order_of_the_first_day_has_none_of_it(doors: TicketDoors) -> None:
    order = await order_of(doors)
    assert [order[name] for name in ("handing", "times", "reported")] == [None, None, None]
    assert (order["letter"], order["place"]) == ("", "")


async def test_c3_the_hotline_may_say_yes_and_options_in_its_own_way(doors: TicketDoors) -> None:
    citizen = {
        "name": "",
        "phone": PHONE,
        "anonymous": "是",
        "disclosure": "保密",
        "sex": 1,
        "email": "无",
        "id_no": "",
    }
    order = await order_of(doors, citizen=citizen, repeated="1", by_leader=0, role=1, service="将来的服务", matter="")
    assert order["handing"] | {"original_no": None} == {
        "original_no": None,
        "repeated": True,
        "repeats": [],
        "by_leader": False,
        "role": "1",
        "way": None,
        "customer": None,
        "service": "将来的服务",
    }
    shown = order["citizen"]
    assert (shown["name"], shown["anonymous"], shown["confidential"], shown["sex"]) == (None, True, True, "1")


@pytest.mark.parametrize(
    ("said", "pointer"),
    [
        ({"citizen": {"anonymous": "也许"}}, "/order/citizen/anonymous"),
        ({"citizen": {"id_no": "9" * 61}}, "/order/citizen/id_no"),
        ({"times": {"called_at": "昨天"}}, "/order/times/called_at"),
        ({"repeats": [""]}, "/order/repeats/0"),
        ({"reported": "某某超市"}, "/order/reported"),
        ({"letter": "字" * 20_001}, "/order/letter"),
    ],
)
async def test_c3_what_cannot_be_read_costs_no_order_and_is_told_by_its_place(
    doors: TicketDoors, said: dict[str, Any], pointer: str
) -> None:
    taken = await doors.push(**said)
    assert taken.status_code == 202
    assert taken.json()["set_aside"] == [pointer]
    page = (await doors.clerk.get(f"/desk/tickets/{taken.json()['ticket_id']}", headers={"Accept": "text/html"})).text
    assert "热线消息中有1处无法识别，没有采用" in page
    assert f"<code>{pointer}</code>" in page


async def test_c3_an_order_that_fits_sets_nothing_aside(doors: TicketDoors) -> None:
    taken = await doors.push()
    assert taken.json()["set_aside"] == []
    page = (await doors.clerk.get(f"/desk/tickets/{taken.json()['ticket_id']}", headers={"Accept": "text/html"})).text
    assert "无法识别" not in page


@pytest.mark.parametrize("name", ["anonymous", "confidential", "disclosure"])
async def test_e5_whether_to_protect_somebody_is_never_read_as_a_no(doors: TicketDoors, name: str) -> None:
    order = await order_of(doors, citizen=CITIZEN | {name: {"code": 2}})
    assert order["citizen"]["confidential"] is True
    assert order["citizen"]["name"] != NAME


async def test_c2_an_amendment_brings_the_fields_anew(doors: TicketDoors) -> None:
    ticket = await doors.ticket(citizen=CITIZEN, place="某某路1号")
    await doors.push("amended", occurred="2024-09-30 10:30", place="某某路2号", way="转办")
    order = (await doors.clerk.get(f"/api/v1/tickets/{ticket['id']}")).json()["order"]
    assert (order["place"], order["handing"]["way"], order["citizen"]["email"]) == ("某某路2号", "转办", None)


def test_c3_what_was_written_before_there_were_such_fields_is_still_read() -> None:
    before = {
        "order_no": "1",
        "source": "中国政府网",
        "kind": "转送单",
        "priority": "1",
        "dispatched_at": "2024-09-30T02:00:00Z",
        "category": ["市场监管"],
        "district": "",
        "title": "题",
        "content": "文",
        "citizen": {"name": NAME, "phone": None, "anonymous": False, "confidential": True},
        "attachments": [{"name": "小票.jpg", "url": None}],
        "matter": None,
    }
    order = ORDER.read(to_json(before).decode())
    assert (order.citizen.confidential, order.citizen.mobile, order.handing, order.letter) == (True, None, None, "")
    assert ORDER.read(ORDER.text(order)) == order
    assert "null" not in ORDER.text(order), "what is not there takes no room in the row"
    report = {"handling": "查", "reply_points": "复", "drafted_by": {"id": "1", "name": "甲"}}
    kept = REPORT.read(to_json(report | {"drafted_at": "2024-09-30T02:00:00Z"}).decode())
    assert kept.findings is None
