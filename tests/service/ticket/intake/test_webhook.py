"""The hotline's webhook: orders in every order, doubled, late, broken, at once."""

import asyncio
from typing import Any

import pytest
from pydantic_core import to_json

from gongkai.clocks.store import clock
from gongkai.messaging.outbox import outbox
from gongkai.timepiece import Timepiece
from tests.service.ticket.conftest import TicketDoors
from tests.service.ticket.orders import NAME, PHONE, at, event
from ticket_service.intake.store import hotline_message
from ticket_service.ticket.store.tables import ticket, ticket_event

OTHER_SECRET = "whsec_" + "b" * 40


async def test_c1_an_order_is_answered_with_number_and_both_due_dates(doors: TicketDoors) -> None:
    answer = await doors.push()
    assert answer.status_code == 202
    said = answer.json()
    assert said["ticket_no"].startswith("GD-240930-")
    assert said["order_no"] == "240930-0001"
    assert said["received_at"] == "2024-09-30T02:00:00Z"
    assert said["clocks"] == [
        {"code": "first_contact", "due_at": "2024-10-08T16:00:00Z", "certainty": "final"},
        {"code": "finish", "due_at": "2024-10-25T16:00:00Z", "certainty": "final"},
    ]


async def test_c4_the_two_clocks_end_on_8_and_25_october(doors: TicketDoors) -> None:
    found = await doors.ticket()
    clocks = (await doors.clerk.get(f"/api/v1/tickets/{found['id']}/clocks")).json()
    assert [(one["code"], one["due_on"]) for one in clocks] == [
        ("first_contact", "2024-10-08"),
        ("finish", "2024-10-25"),
    ]


async def test_a2_a_finish_date_in_an_unannounced_year_is_provisional(doors: TicketDoors, timepiece: Timepiece) -> None:
    timepiece.move(at("2026-12-14 10:30"))
    said = (await doors.push(dispatched_at="2026-12-14T10:00:00+08:00", occurred="2026-12-14 10:00")).json()
    assert [one["certainty"] for one in said["clocks"]] == ["final", "provisional"]


async def test_c1_the_same_delivery_again_gets_the_same_answer_and_leaves_no_row(doors: TicketDoors) -> None:
    body = to_json(event())
    first = await doors.push_raw(body, "msg_same")
    before = [await doors.count(table) for table in (ticket, clock, hotline_message, ticket_event, outbox)]
    again = await doors.push_raw(body, "msg_same")
    assert (again.status_code, again.content) == (202, first.content)
    assert [await doors.count(table) for table in (ticket, clock, hotline_message, ticket_event, outbox)] == before


async def test_c1_a_delivery_id_used_for_other_content_is_refused_and_the_first_stands(doors: TicketDoors) -> None:
    await doors.push(message_id="msg_same")
    refused = await doors.push(message_id="msg_same", title="另一件事")
    assert refused.status_code == 409
    assert refused.json()["type"] == "urn:gongkai:problem:message-id-reused"
    other_order = await doors.push(message_id="msg_same", order_no="other")
    assert other_order.status_code == 409
    assert await doors.count(ticket) == 1


async def test_c2_the_same_order_under_another_id_is_the_same_ticket_with_no_new_clock(doors: TicketDoors) -> None:
    first, second = await doors.push(), await doors.push(title="别的标题")
    assert second.json() == first.json()
    assert await doors.count(clock) == 2
    assert (await doors.read(first.json()["ticket_id"]))["order"]["title"] == "超市出售过期酸奶"


async def test_c2_twenty_at_once_open_one_ticket(doors: TicketDoors) -> None:
    answers = await asyncio.gather(*(doors.push() for _ in range(20)))
    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.json()["ticket_id"] for answer in answers}) == 1
    assert (await doors.count(ticket), await doors.count(clock)) == (1, 2)


async def test_c2_two_processes_never_open_two_tickets_for_an_order(doors: TicketDoors, second: TicketDoors) -> None:
    for number in range(10):
        order_no = f"both-{number}"
        answers = await asyncio.gather(
            *(one.push(order_no=order_no, message_id=f"{order_no}-{i}") for i in range(4) for one in (doors, second))
        )
        assert {answer.status_code for answer in answers} == {202}
        assert len({answer.json()["ticket_id"] for answer in answers}) == 1
    assert await doors.count(ticket) == 10


async def test_c2_a_cancellation_beside_its_order_in_another_process_is_never_lost(
    doors: TicketDoors, second: TicketDoors
) -> None:
    for number in range(10):
        order_no = f"race-{number}"
        await asyncio.gather(
            doors.push(order_no=order_no, message_id=f"c-{number}"),
            second.push("cancelled", order_no=order_no, message_id=f"x-{number}"),
        )
    assert {row.state for row in await doors.rows(ticket)} == {"cancelled"}
    assert {row.state for row in await doors.rows(clock)} == {"cancelled"}


async def test_c2_an_amendment_changes_the_content_and_no_clock(doors: TicketDoors) -> None:
    before = await doors.ticket()
    clocks = await doors.rows(clock)
    changed = {"title": "新标题", "dispatched_at": "2024-10-09T10:00:00+08:00"}
    answer = await doors.push("amended", occurred="2024-09-30 10:30", **changed)
    assert answer.status_code == 202
    after = await doors.read(before["id"])
    assert (after["order"]["title"], after["version"]) == ("新标题", before["version"] + 1)
    assert await doors.rows(clock) == clocks


async def test_c2_an_older_amendment_does_not_overwrite(doors: TicketDoors) -> None:
    found = await doors.ticket()
    await doors.push("amended", occurred="2024-09-30 10:40", title="较新")
    await doors.push("amended", occurred="2024-09-30 10:20", title="较旧")
    assert (await doors.read(found["id"]))["order"]["title"] == "较新"


async def test_c2_cancel_before_create_yields_a_cancelled_ticket_with_cancelled_clocks(doors: TicketDoors) -> None:
    held = await doors.push("cancelled", occurred="2024-09-30 10:30")
    assert (held.status_code, held.json()["ticket_id"], held.json()["clocks"]) == (202, None, [])
    created = await doors.push()
    assert (await doors.read(created.json()["ticket_id"]))["state"] == "cancelled"
    assert {row.state for row in await doors.rows(clock)} == {"cancelled"}
    assert {row.state for row in await doors.rows(hotline_message)} == {"applied"}
    types = [row.type for row in sorted(await doors.rows(outbox), key=lambda row: row.seq)]
    assert types == ["gongkai.ticket.received.v1", "gongkai.ticket.cancelled.v1"]


async def test_c2_what_was_held_is_applied_in_the_hotlines_order(doors: TicketDoors) -> None:
    await doors.push("amended", occurred="2024-09-30 10:40", title="第二次改")
    await doors.push("urged", occurred="2024-09-30 10:50")
    await doors.push("amended", occurred="2024-09-30 10:20", title="第一次改")
    found = await doors.ticket()
    assert (found["order"]["title"], found["times_urged"], found["version"]) == ("第二次改", 1, 4)


async def test_c2_urging_is_counted_and_told(doors: TicketDoors) -> None:
    await doors.push()
    await doors.push("urged", message_id="u1")
    await doors.push("urged", message_id="u1")
    await doors.push("urged", message_id="u2")
    (row,) = await doors.rows(ticket)
    assert row.times_urged == 2


async def test_c2_a_late_dispatch_counts_from_the_hotlines_time_and_both_are_kept(
    doors: TicketDoors, timepiece: Timepiece
) -> None:
    timepiece.move(at("2024-10-09 09:00"))
    found = await doors.ticket()
    assert found["received_at"] == "2024-09-30T02:00:00Z"
    assert found["arrived_at"].startswith("2024-10-09T01:00")
    assert found["order"]["dispatched_at"] == "2024-09-30T02:00:00Z"


async def test_c2_a_time_without_zone_is_beijing_time(doors: TicketDoors) -> None:
    said = (await doors.push(dispatched_at="2024-09-30T10:00:00")).json()
    assert said["received_at"] == "2024-09-30T02:00:00Z"


async def test_c2_an_unknown_kind_is_refused_and_not_kept(doors: TicketDoors) -> None:
    answer = await doors.push("exploded")
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:gongkai:problem:message-kind-unknown")
    assert await doors.count(hotline_message) == 0


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"title": ""}, "/order/title"),
        ({"dispatched_at": "昨天"}, "/order/dispatched_at"),
        ({"dispatched_at": "0001-01-01T00:00:00Z"}, "/order/dispatched_at"),
        ({"category": "食品"}, "/order/category"),
        ({"order_no": ""}, "/order/order_no"),
    ],
)
async def test_c1_what_is_wrong_is_pointed_at_and_not_repeated(
    doors: TicketDoors, changed: dict[str, Any], pointer: str
) -> None:
    answer = await doors.push(**changed)
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
    assert NAME not in answer.text


async def test_c1_a_field_we_do_not_know_is_passed_over_and_kept_in_the_raw_message(doors: TicketDoors) -> None:
    answer = await doors.push(brand_new={"a": 1})
    assert answer.status_code == 202
    (kept,) = await doors.rows(hotline_message)
    assert b"brand_new" in kept.body


async def test_c1_the_raw_body_is_kept_as_it_came(doors: TicketDoors) -> None:
    body = b"  " + to_json(event()) + b"\n"
    await doors.push_raw(body)
    (kept,) = await doors.rows(hotline_message)
    assert kept.body == body


@pytest.mark.parametrize("body", [b"{}", b'{"type":"transfer.created","type":"x"}', b"[1", b'{"a":NaN}', b"\xff"])
async def test_f3_a_hostile_body_is_refused(doors: TicketDoors, body: bytes) -> None:
    assert (await doors.push_raw(body)).status_code in (400, 422)


async def test_c1_a_wrong_signature_is_401_and_leaves_nothing(doors: TicketDoors) -> None:
    answer = await doors.push_raw(to_json(event()), secret=OTHER_SECRET)
    assert answer.status_code == 401
    assert await doors.count(hotline_message) == 0


async def test_f1_no_personal_value_is_in_events_history_or_audit(doors: TicketDoors) -> None:
    await doors.push(source=NAME, kind=PHONE, priority=NAME)
    await doors.push("amended", occurred="2024-09-30 10:30")
    told = "".join(f"{row.payload.decode()}{row.headers}" for row in await doors.rows(outbox))
    told += "".join(f"{row.actor}{row.note}" for row in await doors.rows(ticket_event))
    assert told
    assert NAME not in told
    assert PHONE not in told


async def test_c2_an_order_without_place_goes_to_the_complaints_centre(doors: TicketDoors) -> None:
    assert (await doors.ticket(district="", category=[]))["unit"] == "complaints"


async def test_c2_a_dispatch_in_the_future_counts_from_the_arrival(doors: TicketDoors) -> None:
    found = await doors.ticket(dispatched_at="2024-10-03T10:00:00+08:00")
    assert found["received_at"] == found["arrived_at"]
