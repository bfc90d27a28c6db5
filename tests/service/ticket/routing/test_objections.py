"""Re-assignment with its history, and a unit that objects to a dispatch: the office decides, no clock stops."""

from typing import Any

import httpx
import pytest

from gongkai.clocks.store import clock
from gongkai.messaging.outbox import outbox
from gongkai.timepiece import Timepiece
from tests.service.ticket.conftest import TicketDoors
from tests.service.ticket.orders import NAME, at
from tests.statements import counted

WHY = f"{NAME}反映的门店在黄浦区。"
SAID: dict[str, Any] = {"reason": WHY, "proposed_unit": "huangpu"}


def code_of(answer: httpx.Response) -> str:
    return str(answer.json()["type"]).removeprefix("urn:gongkai:problem:")


async def objected(doors: TicketDoors, ticket: dict[str, Any]) -> dict[str, Any]:
    answer = await doors.act(doors.clerk, ticket, "objection", **SAID)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def refused(doors: TicketDoors, ticket: dict[str, Any]) -> dict[str, Any]:
    answer = await doors.act(doors.office, ticket, "objection/refusal", reason="门店在浦东，请照办。")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_c3_a_re_assignment_is_remembered_with_its_reason(doors: TicketDoors) -> None:
    ticket = await doors.ticket()
    moved = await doors.act(doors.office, ticket, "assignment", unit="huangpu", reason=f"{NAME}说在黄浦。")
    back = await doors.act(doors.office, moved.json(), "assignment", unit="pudong", reason="核实后在浦东。")
    assert back.status_code == 200, back.text
    own = (await doors.clerk.get(f"/api/v1/tickets/{ticket['id']}")).json()["dealings"]["assignments"]
    assert [(one["unit_from"], one["unit_to"], one["reason"]) for one in own] == [
        ("pudong", "huangpu", f"{NAME}说在黄浦。"),
        ("huangpu", "pudong", "核实后在浦东。"),
    ]
    assert NAME not in (await doors.read(ticket["id"]))["dealings"]["assignments"][0]["reason"], "for others masked"


async def test_c3_the_history_says_from_where_to_where_and_not_what_was_written(doors: TicketDoors) -> None:
    ticket = await doors.ticket()
    await doors.act(doors.office, ticket, "assignment", unit="huangpu", reason=WHY)
    page = (await doors.office.get(f"/desk/tickets/{ticket['id']}")).text
    assert "由浦东新区市场监管局改派至黄浦区市场监管局" in page
    assert NAME not in page


async def test_c3_a_unit_that_is_not_there_gets_no_ticket(doors: TicketDoors, timepiece: Timepiece) -> None:
    ticket = await doors.ticket()
    timepiece.move(at("2017-12-29 10:00"))
    answer = await doors.act(doors.office, ticket, "assignment", unit="huangpu", reason="在黄浦")
    assert (answer.status_code, code_of(answer)) == (422, "unit-retired")
    answer = await doors.act(doors.clerk, ticket, "objection", **SAID)
    assert (answer.status_code, code_of(answer)) == (422, "unit-retired")


async def test_c3_an_objection_is_accepted_by_an_assignment_and_stops_no_clock(doors: TicketDoors) -> None:
    ticket = await objected(doors, await doors.ticket())
    before = {(row.code, row.state, row.due_at) for row in await doors.rows(clock)}
    moved = (await doors.act(doors.office, ticket, "assignment", unit="huangpu", reason="采纳")).json()
    (said,) = moved["dealings"]["objections"]
    assert (said["state"], said["decided_by"], said["proposed_unit"]) == ("granted", "温时序", "huangpu")
    assert NAME not in said["reason"], "the office reads it without the citizen's name"
    assert {(row.code, row.state, row.due_at) for row in await doors.rows(clock)} == before
    page = (await doors.office.get(f"/desk/tickets/{ticket['id']}")).text
    assert "采纳派单异议，由浦东新区市场监管局改派至黄浦区市场监管局" in page
    assert NAME not in "".join(row.payload.decode() for row in await doors.rows(outbox))


async def test_c3_after_a_refusal_the_unit_may_object_once_more(doors: TicketDoors) -> None:
    ticket = await refused(doors, await objected(doors, await doors.ticket()))
    (said,) = ticket["dealings"]["objections"]
    assert (said["state"], said["answer"]) == ("refused", "门店在浦东，请照办。")
    again = await refused(doors, await objected(doors, ticket))
    answer = await doors.act(doors.head, again, "objection", **SAID)
    assert (answer.status_code, code_of(answer)) == (409, "objected-too-often")
    moved = await doors.act(doors.office, again, "assignment", unit="huangpu", reason="再核实")
    other = await doors.act(doors.stranger, moved.json(), "objection", reason="不在我区")
    assert other.status_code == 201, "another unit objects for itself"


async def test_c3_one_objection_at_a_time_and_to_another_unit(doors: TicketDoors) -> None:
    ticket = await doors.ticket()
    nothing = await doors.act(doors.office, ticket, "objection/refusal", reason="无")
    assert (nothing.status_code, code_of(nothing)) == (409, "no-objection-pending")
    own = await doors.act(doors.clerk, ticket, "objection", reason="不是我区", proposed_unit="pudong")
    assert (own.status_code, code_of(own)) == (422, "objection-unfit")
    assert own.json()["errors"][0]["pointer"] == "/proposed_unit"
    nowhere = await doors.act(doors.clerk, ticket, "objection", reason="不是我区", proposed_unit="nowhere")
    assert (nowhere.status_code, code_of(nowhere)) == (404, "unit-unknown")
    pending = await objected(doors, ticket)
    answer = await doors.act(doors.head, pending, "objection", **SAID)
    assert (answer.status_code, code_of(answer)) == (409, "objection-pending")


@pytest.mark.parametrize(("who", "status"), [("stranger", 404), ("office", 403), ("secrecy", 403), ("hotline", 401)])
async def test_c3_only_people_of_the_unit_object(doors: TicketDoors, who: str, status: int) -> None:
    ticket = await doors.ticket()
    assert (await doors.act(getattr(doors, who), ticket, "objection", **SAID)).status_code == status


@pytest.mark.parametrize("who", ["clerk", "head", "stranger"])
async def test_c3_only_the_office_decides_on_an_objection(doors: TicketDoors, who: str) -> None:
    ticket = await objected(doors, await doors.ticket())
    assert (await doors.act(getattr(doors, who), ticket, "objection/refusal", reason="不")).status_code == 403


async def test_c3_an_objection_lapses_when_the_hotline_takes_the_order_back(doors: TicketDoors) -> None:
    ticket = await objected(doors, await doors.ticket())
    await doors.push("cancelled", occurred="2024-09-30 10:30")
    after = await doors.read(ticket["id"])
    assert (after["state"], after["dealings"]["objections"][0]["state"]) == ("cancelled", "lapsed")
    late = await doors.act(doors.clerk, after, "objection", **SAID)
    assert (late.status_code, code_of(late)) == (409, "ticket-closed")


async def test_c3_who_objects_says_which_version_he_read(doors: TicketDoors) -> None:
    ticket = await doors.ticket()
    await objected(doors, ticket)
    stale = await doors.act(doors.office, ticket, "objection/refusal", reason="无")
    assert stale.status_code == 412


async def test_c9_a_unit_that_gets_the_ticket_helps_no_longer(doors: TicketDoors) -> None:
    ticket = await doors.ticket()
    path = f"/api/v1/tickets/{ticket['id']}"
    named = await doors.office.put(
        f"{path}/co-units", json={"units": ["huangpu", "xuhui"], "reason": "协助"}, headers={"If-Match": '"1"'}
    )
    await doors.act(doors.office, named.json(), "assignment", unit="huangpu", reason="在黄浦")
    company = (await doors.office.get(f"{path}/company")).json()
    assert [one["code"] for one in company["co_units"]] == ["xuhui"]


async def listed(who: httpx.AsyncClient, **asked: Any) -> list[str]:
    """The order numbers of a list, page by page."""
    found: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        answer = await who.get("/api/v1/tickets", params={"limit": 2, **asked, **cursor})
        assert answer.status_code == 200, answer.text
        found += [one["order_no"] for one in answer.json()["items"]]
        if not answer.json()["next"]:
            return found
        cursor = {"cursor": answer.json()["next"]}


async def test_c3_the_office_lists_the_objections_on_which_it_has_to_decide(doors: TicketDoors) -> None:
    for number in range(4):
        ticket = await doors.ticket(order_no=f"order-{number}")
        if number:
            ticket = await objected(doors, ticket)
        if number == 3:
            await refused(doors, ticket)
    there = await doors.ticket(order_no="there", district="黄浦区")
    await doors.act(doors.stranger, there, "objection", reason="不在我区")
    assert set(await listed(doors.office, objection="pending")) == {"order-1", "order-2", "there"}
    assert set(await listed(doors.clerk, objection="pending")) == {"order-1", "order-2"}
    assert (await doors.office.get("/api/v1/tickets", params={"objection": "refused"})).status_code == 422


async def test_c9_a_unit_lists_the_tickets_with_which_it_helps(doors: TicketDoors) -> None:
    asked = []
    for number in range(4):
        ticket = await doors.ticket(order_no=f"order-{number}")
        if number:
            body = {"units": ["huangpu"], "reason": "协助"}
            path = f"/api/v1/tickets/{ticket['id']}/co-units"
            assert (await doors.office.put(path, json=body, headers={"If-Match": '"1"'})).status_code == 200
        with counted(doors.running) as statements:
            answer = await doors.stranger.get("/api/v1/tickets", params={"helps": "1"})
        asked.append(len(statements))
        assert len(answer.json()["items"]) == number
        assert NAME not in answer.text
    assert len(set(asked)) == 1
    assert set(await listed(doors.stranger, helps="1")) == {"order-1", "order-2", "order-3"}
    assert await listed(doors.stranger) == []
    assert await listed(doors.clerk, helps="1") == [], "to lead is not to help"


async def test_c3_the_office_finds_the_proposed_unit_in_the_form(doors: TicketDoors) -> None:
    ticket = await doors.ticket()
    chosen = '<option value="huangpu" selected>'
    assert chosen not in (await doors.office.get(f"/desk/tickets/{ticket['id']}")).text
    await objected(doors, ticket)
    form = (await doors.office.get(f"/desk/tickets/{ticket['id']}")).text.partition('name="assignment-unit"')[2]
    assert chosen in form.partition("</select>")[0]


async def test_c3_forms_offer_only_units_that_are_there(doors: TicketDoors, timepiece: Timepiece) -> None:
    ticket = await doors.ticket()
    offered = '<option value="huangpu"'
    assert offered in (await doors.office.get(f"/desk/tickets/{ticket['id']}")).text
    assert offered in (await doors.office.get("/desk/dispatch")).text
    timepiece.move(at("2017-12-29 10:00"))
    assert offered not in (await doors.office.get(f"/desk/tickets/{ticket['id']}")).text
    assert offered not in (await doors.office.get("/desk/dispatch")).text
