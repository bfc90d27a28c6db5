"""Acts on many tickets at once: each stands for itself, and what came of it is said for each."""

import re
from typing import Any

import httpx
import pytest

from gongkai.messaging.outbox import outbox
from tests.service.ticket.conftest import TicketDoors
from tests.statements import counted
from ticket_service.casework.domain.bulk import AT_ONCE
from ticket_service.ticket.store.tables import ticket_event

FORM = {"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}


async def send(who: httpx.AsyncClient, act: str, tickets: list[dict[str, Any]], **typed: str) -> httpx.Response:
    """The form with these tickets ticked, as they were read."""
    picked = [f"{one['id']}.{one['version']}" for one in tickets]
    return await who.post("/desk/tickets/bulk", data={"act": act, "pick": picked, **typed}, headers=FORM)


def told(answer: httpx.Response) -> dict[str, str]:
    """What is said of each ticket: its number and the whole row in words."""
    rows = re.findall(r"<tr>(.*?)</tr>", answer.text.partition("<tbody>")[2], re.DOTALL)
    words = [re.sub(r"<[^>]+>", " ", row) for row in rows]
    return {said.split()[0]: " ".join(said.split()[1:]) for said in words}


async def some(doors: TicketDoors, many: int) -> list[dict[str, Any]]:
    return [await doors.ticket(order_no=f"order-{number}") for number in range(many)]


async def test_c4_whoever_loads_the_results_again_is_led_back_to_his_list(doors: TicketDoors) -> None:
    answer = await doors.clerk.get("/desk/tickets/bulk?group=to_sign&cursor=abc", headers=FORM)
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/tickets?group=to_sign&cursor=abc")


async def test_c4_many_are_signed_for_at_once(doors: TicketDoors) -> None:
    tickets = await some(doors, 3)
    answer = await send(doors.clerk, "sign", tickets)
    assert answer.status_code == 200
    assert "已签收 3 件" in answer.text
    assert set(told(answer)) == {one["no"] for one in tickets}
    assert all("已完成" in said and "已签收，待先行联系" in said for said in told(answer).values())
    assert [(await doors.read(one["id"]))["state"] for one in tickets] == ["signed"] * 3


async def test_c4_what_cannot_be_done_is_said_and_holds_up_nothing(doors: TicketDoors) -> None:
    signed, fresh = await some(doors, 2)
    signed = (await doors.act(doors.clerk, signed, "signing")).json()
    answer = await send(doors.clerk, "sign", [signed, fresh])
    assert "已签收 1 件，另有 1 件未办理" in answer.text
    assert "目前的状态下不能“签收”" in told(answer)[signed["no"]]
    assert "已完成" in told(answer)[fresh["no"]]


async def test_f6_what_was_changed_meanwhile_is_left_alone(doors: TicketDoors) -> None:
    first, second = await some(doors, 2)
    await doors.push("amended", occurred="2024-09-30 10:30", order_no="order-0", title="新标题")
    answer = await send(doors.clerk, "sign", [first, second])
    assert "刚被他人修改" in told(answer)[first["no"]]
    assert (await doors.read(first["id"]))["state"] == "received"
    assert (await doors.read(second["id"]))["state"] == "signed"


async def test_f6_the_same_form_twice_does_nothing_twice(doors: TicketDoors) -> None:
    tickets = await some(doors, 2)
    assert "已签收 2 件" in (await send(doors.clerk, "sign", tickets)).text
    before = await doors.count(ticket_event), await doors.count(outbox)
    again = await send(doors.clerk, "sign", tickets)
    assert again.status_code == 200
    assert "已签收 0 件，另有 2 件未办理" in again.text
    assert (await doors.count(ticket_event), await doors.count(outbox)) == before


async def test_f6_a_ticket_ticked_twice_counts_once(doors: TicketDoors) -> None:
    (one,) = await some(doors, 1)
    answer = await send(doors.clerk, "sign", [one, one])
    assert "已签收 1 件" in answer.text
    assert len(told(answer)) == 1


async def test_c3_the_office_gives_many_to_another_unit(doors: TicketDoors) -> None:
    tickets = await some(doors, 2)
    answer = await send(doors.office, "assign", tickets, unit="huangpu", reason="经营场所在黄浦")
    assert "已改派 2 件" in answer.text
    assert all("黄浦区市场监管局" in said for said in told(answer).values())
    assert [(await doors.read(one["id"]))["unit"] for one in tickets] == ["huangpu"] * 2


async def test_c3_without_unit_or_reason_nothing_is_done_and_the_ticks_are_kept(doors: TicketDoors) -> None:
    tickets = await some(doors, 2)
    answer = await send(doors.office, "assign", tickets[:1], unit="", reason="")
    assert answer.status_code == 422
    assert 'href="#f-unit"' in answer.text
    assert 'href="#f-reason"' in answer.text
    assert answer.text.count(" checked") == 1
    assert {(await doors.read(one["id"]))["unit"] for one in tickets} == {"pudong"}


async def test_c4_the_office_puts_closed_ones_away(doors: TicketDoors) -> None:
    finished, opened = await doors.finished(order_no="done"), await doors.ticket(order_no="open")
    answer = await send(doors.office, "archive", [finished, opened])
    assert "已归档 0 件，另有 2 件未办理" in answer.text, "closed is only what the hotline has whole"
    assert all("未办理" in said for said in told(answer).values())


@pytest.mark.parametrize("act", ["assign", "archive"])
async def test_f4_acts_of_the_office_are_the_offices(doors: TicketDoors, act: str) -> None:
    tickets = await some(doors, 1)
    page = await doors.clerk.get("/desk/tickets", headers=FORM)
    assert f'value="{act}"' not in page.text.partition('id="bulk"')[2]
    answer = await send(doors.clerk, act, tickets, unit="huangpu", reason="在黄浦")
    assert answer.status_code == 403
    assert (await doors.read(tickets[0]["id"]))["version"] == tickets[0]["version"]


async def test_f4_another_units_ticket_is_not_there(doors: TicketDoors) -> None:
    tickets = await some(doors, 1)
    answer = await send(doors.stranger, "sign", tickets)
    assert "没有这个办件" in answer.text
    assert tickets[0]["no"] not in answer.text
    assert (await send(doors.secrecy, "sign", tickets)).status_code == 403


async def test_f6_nothing_ticked_is_said_in_words(doors: TicketDoors) -> None:
    answer = await send(doors.clerk, "sign", [])
    assert answer.status_code == 422
    assert "请先勾选办件" in answer.text
    tickets = await some(doors, 1)
    assert (await send(doors.clerk, "wipe", tickets)).status_code == 422
    assert (await send(doors.clerk, "sign", [{"id": "x", "version": "1"}])).status_code == 422


async def test_f6_no_more_than_fifty_at_once(doors: TicketDoors) -> None:
    made = await doors.ticket()
    unknown = [{"id": f"{number:08x}-0000-0000-0000-000000000000", "version": 1} for number in range(AT_ONCE)]
    answer = await send(doors.clerk, "sign", [made, *unknown])
    assert answer.status_code == 422
    assert "一次最多办理50件" in answer.text
    assert (await doors.read(made["id"]))["state"] == "received"
    assert (await send(doors.clerk, "sign", unknown)).status_code == 200


async def test_f6_many_cost_one_transaction_each_and_one_statement_for_all(doors: TicketDoors) -> None:
    costs = []
    for many in (1, 3):
        tickets = [await doors.ticket(order_no=f"{many}-{number}") for number in range(many)]
        with counted(doors.running) as asked:
            await send(doors.clerk, "sign", tickets)
        costs.append(len(asked))
    assert (costs[1] - costs[0]) % 2 == 0
    each = (costs[1] - costs[0]) // 2
    assert costs[0] == each + 1


async def test_f6_the_way_back_leads_to_the_same_list(doors: TicketDoors) -> None:
    tickets = await some(doors, 1)
    data = {"act": "sign", "pick": f"{tickets[0]['id']}.1"}
    answer = await doors.clerk.post("/desk/tickets/bulk?group=to_contact", data=data, headers=FORM)
    assert 'href="/desk/tickets?group=to_contact"' in answer.text


async def test_c4_who_ticked_nothing_is_led_to_the_first_box_that_can_be_ticked(doors: TicketDoors) -> None:
    await some(doors, 2)
    answer = await send(doors.clerk, "sign", [])
    assert answer.status_code == 422
    assert answer.text.count("勾选办件") + answer.text.count("请至少勾选一件") == 1
    assert 'href="#f-pick"' in answer.text
    assert len(re.findall(r'<input type="checkbox"[^>]* id="f-pick"', answer.text)) == 1
