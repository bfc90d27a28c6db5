"""One message, two matters in law: the order is split, and what the hotline does to it reaches its parts (C9)."""

import asyncio
from typing import Any

import httpx

from gongkai.clocks.store import clock
from gongkai.messaging.outbox import outbox
from gongkai.timepiece import Timepiece, new_id
from gongkai.webhooks.ledger import delivery
from gongkai_dev.hotline_sandbox.sandbox import HotlineSandbox
from tests.service.ticket.conftest import TicketDoors, courier_of
from tests.service.ticket.orders import NAME, PHONE, REPORT, at, event
from ticket_service.reconciliation.store import open_orders, read_compared
from ticket_service.routing import store as dispatch
from ticket_service.routing.domain import DispatchRow, DispatchTable, bundled_table
from ticket_service.ticket.store.tables import ticket as ticket_table
from ticket_service.ticket.store.tables import ticket_event

OFF = {
    "matter": "report",
    "title": "举报超市销售过期食品",
    "content": f"{NAME}举报：该超市长期销售过期食品，要求立案。",
    "reason": "来件同时含投诉和举报",
}


def code_of(answer: Any) -> str:
    return str(answer.json()["type"]).removeprefix("urn:gongkai:problem:")


async def cut(
    who: httpx.AsyncClient, ticket: dict[str, Any], key: str = "", path: str = "parts", **changed: Any
) -> httpx.Response:
    """Split a part off."""
    headers = {"If-Match": f'"{ticket["version"]}"', "Idempotency-Key": key or new_id().hex}
    return await who.post(f"/api/v1/tickets/{ticket['id']}/{path}", json=OFF | changed, headers=headers)


async def split(doors: TicketDoors, ticket: dict[str, Any], **changed: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """The order's ticket and its new part."""
    answer = await cut(doors.clerk, ticket, **changed)
    assert answer.status_code == 201, answer.text
    return await doors.read(ticket["id"]), await doors.read(answer.json()["id"])


async def clocks_of(doors: TicketDoors, ticket: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """State and last day of each clock."""
    rows = [row for row in await doors.rows(clock) if str(row.subject_id) == ticket["id"]]
    return {row.code: (row.state, f"{row.due_on:%m-%d}") for row in rows}


async def acts(doors: TicketDoors, ticket: dict[str, Any]) -> list[str]:
    """Its history."""
    rows = [row for row in await doors.rows(ticket_event) if str(row.ticket_id) == ticket["id"]]
    return [row.act for row in sorted(rows, key=lambda row: (row.at, row.id))]


async def finished(doors: TicketDoors, ticket: dict[str, Any]) -> dict[str, Any]:
    """Reported and signed."""
    reported = await doors.act(doors.clerk, ticket, "report", **REPORT)
    assert reported.status_code == 200, reported.text
    signed = await doors.act(doors.head, reported.json(), "sign-off")
    assert signed.status_code == 200, signed.text
    return dict(signed.json())


async def test_c9_a_part_is_a_ticket_of_its_own_and_owes_what_the_order_owes(doors: TicketDoors) -> None:
    whole, part = await split(doors, await doors.ticket())
    assert (part["no"], part["part_of"], part["part_no"]) == (f"{whole['no']}-1", whole["id"], 1)
    assert (part["order_no"], part["unit"], part["state"]) == (whole["order_no"], "pudong", "received")
    assert (part["matter_kind"], part["order"]["title"], part["order"]["attachments"]) == (
        "report",
        OFF["title"],
        [],
    )
    assert (whole["part_of"], whole["part_no"], whole["order"]["title"]) == (None, 0, "超市出售过期酸奶")
    both = {"first_contact": ("running", "10-08"), "finish": ("running", "10-25")}
    assert await clocks_of(doors, whole) == both
    assert await clocks_of(doors, part) == both | {"report_decision": ("running", "10-25")}
    assert part["finish_due_at"] == whole["finish_due_at"]
    company = (await doors.clerk.get(f"/api/v1/tickets/{part['id']}/company")).json()
    assert [(one["other_id"], one["kind"]) for one in company["links"]] == [(whole["id"], "part")]
    assert (await acts(doors, whole), await acts(doors, part)) == (["received", "split"], ["split_off"])
    listed = (await doors.clerk.get("/api/v1/tickets")).json()["items"]
    assert sorted(one["part_no"] for one in listed) == [0, 1]


async def test_c9_a_contact_that_was_made_counts_for_the_part(doors: TicketDoors) -> None:
    _, part = await split(doors, await doors.contacted(), matter="complaint")
    assert (part["state"], len(part["contacts"])) == ("handling", 1)
    assert (await clocks_of(doors, part))["first_contact"][0] == "met"
    assert (await clocks_of(doors, part))["complaint_accept"] == ("running", "10-15")


async def test_c9_others_are_told_of_the_part_without_a_word_of_the_citizen(doors: TicketDoors) -> None:
    whole, part = await split(doors, await doors.ticket())
    told = [row for row in await doors.rows(outbox) if row.type == "gongkai.ticket.split.v1"]
    assert [str(row.aggregateid) for row in told] == [part["id"]]
    said = told[0].payload.decode()
    assert whole["id"] in said
    assert '"matter_kind":"report"' in said
    assert not [words for words in (NAME, PHONE, OFF["title"], OFF["reason"]) if words in said]


async def test_c9_the_same_request_again_makes_no_second_part(doors: TicketDoors) -> None:
    ticket = await doors.ticket()
    first = await cut(doors.clerk, ticket, key="k" * 20)
    again = await cut(doors.clerk, ticket, key="k" * 20)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert await doors.count(ticket_table) == 2


async def test_c9_of_two_clerks_who_split_at_once_one_reads_again(doors: TicketDoors) -> None:
    ticket = await doors.ticket()
    both = await asyncio.gather(cut(doors.clerk, ticket), cut(doors.head, ticket))
    assert sorted(one.status_code for one in both) == [201, 412]
    assert await doors.count(ticket_table) == 2


async def test_c9_a_part_a_merged_ticket_and_a_tenth_part_are_refused(doors: TicketDoors) -> None:
    whole, part = await split(doors, await doors.ticket())
    again = await cut(doors.clerk, part)
    assert (again.status_code, code_of(again)) == (422, "split-unfit")
    other = await doors.ticket(order_no="240930-0002")
    wanted = {"other_id": whole["id"], "kind": "merged", "reason": "同一诉求"}
    merged = await doors.act(doors.clerk, other, "links", **wanted)
    assert code_of(await cut(doors.clerk, merged.json())) == "split-unfit"
    for _ in range(8):
        whole, _part = await split(doors, whole)
    assert code_of(await cut(doors.clerk, whole)) == "split-unfit"
    assert (await cut(doors.stranger, whole)).status_code == 404
    assert (await cut(doors.secrecy, whole)).status_code == 403
    wrong = await cut(doors.clerk, whole, matter="both", title="")
    assert wrong.status_code == 422
    assert {one["pointer"] for one in wrong.json()["errors"]} == {"/matter", "/title"}


async def test_c9_nobody_calls_two_tickets_parts_of_each_other(doors: TicketDoors) -> None:
    here, there = await doors.ticket(), await doors.ticket(order_no="240930-0002")
    linked = await doors.act(doors.clerk, here, "links", other_id=there["id"], kind="part", reason="拆分")
    assert (linked.status_code, code_of(linked)) == (422, "link-unfit")


async def test_c9_the_orders_report_is_signed_when_no_part_is_open(doors: TicketDoors) -> None:
    whole, part = await split(doors, await doors.contacted())
    reported = (await doors.act(doors.clerk, whole, "report", **REPORT)).json()
    early = await doors.act(doors.head, reported, "sign-off")
    assert (early.status_code, code_of(early)) == (409, "parts-open")
    assert part["no"] in early.json()["detail"]
    await finished(doors, part)
    assert (await doors.act(doors.head, reported, "sign-off")).status_code == 200


async def test_c9_a_part_split_while_the_report_is_signed_makes_the_signature_fail(doors: TicketDoors) -> None:
    ticket = await doors.reported()
    signed, made = await asyncio.gather(doors.act(doors.head, ticket, "sign-off"), cut(doors.clerk, ticket))
    assert sorted((signed.is_success, made.is_success)) == [False, True]
    whole = await doors.read(ticket["id"])
    assert (whole["state"] == "finished") is signed.is_success
    assert await doors.count(ticket_table) == (1 if signed.is_success else 2)


async def test_c9_the_hotline_is_told_of_a_part_under_the_orders_numbers(
    called: TicketDoors, sandbox: HotlineSandbox
) -> None:
    whole, part = await split(called, await called.contacted())
    sandbox.roll.pushed(event(), {})
    await finished(called, part)
    await courier_of(called).step()
    of_order = {"order_no": whole["order_no"], "ticket_no": whole["no"]}
    of_part = of_order | {"part": {"no": 1, "ticket_no": part["no"]}}
    (report,) = sandbox.received
    assert {name: report[name] for name in of_part} == of_part
    files = [one.sent for one in sandbox.exchanges if one.type == "report.file"]
    assert [{name: file[name] for name in of_part} for file in files] == [of_part]
    assert (await called.read(part["id"]))["state"] == "closed"
    assert [line for line in sandbox.roll.lines() if whole["order_no"].encode() in line], "the order is still open"
    await finished(called, await called.read(whole["id"]))
    await courier_of(called).step()
    assert "part" not in sandbox.received[-1]
    assert not [line for line in sandbox.roll.lines() if whole["order_no"].encode() in line]
    kinds = sorted(row.kind for row in await called.rows(delivery))
    assert kinds == ["contact.made", "report.file", "report.file", "report.filed", "report.filed"]


async def test_c9_a_cancelled_order_takes_its_open_parts_along(doors: TicketDoors) -> None:
    whole, done = await split(doors, await doors.contacted())
    await finished(doors, done)
    whole, part = await split(doors, whole, matter="complaint")
    assert part["part_no"] == 2
    await doors.push("cancelled")
    states = [(await doors.read(one["id"]))["state"] for one in (whole, part, done)]
    assert states == ["cancelled", "cancelled", "finished"]
    assert {state for state, _ in (await clocks_of(doors, part)).values()} == {"met", "cancelled"}
    assert (await acts(doors, part))[-1] == "cancelled"
    told = [row.type for row in await doors.rows(outbox) if str(row.aggregateid) == part["id"]]
    assert told == ["gongkai.ticket.split.v1", "gongkai.ticket.cancelled.v1"]


async def test_c9_no_part_appears_behind_the_back_of_a_cancellation(doors: TicketDoors, second: TicketDoors) -> None:
    tickets = [await doors.ticket(order_no=f"240930-1{number:03}") for number in range(8)]
    at_once = [second.push("cancelled", f"c_{one['order_no']}", order_no=one["order_no"]) for one in tickets]
    splits = [cut(doors.clerk, one) for one in tickets]
    answers = await asyncio.gather(*(job for pair in zip(splits, at_once, strict=True) for job in pair))
    assert {one.status_code for one in answers} <= {201, 202, 409, 412}
    rows = await doors.rows(ticket_table)
    assert {row.state for row in rows} == {"cancelled"}
    assert len(rows) == len(tickets) + [one.status_code for one in answers].count(201)


async def test_c9_an_accepted_return_is_the_whole_orders_and_reopening_is_not(doors: TicketDoors) -> None:
    whole, part = await split(doors, await doors.ticket())
    alone = await doors.act(doors.clerk, part, "returns", reason="not_our_duty", note="不属本局职能")
    assert (alone.status_code, code_of(alone)) == (409, "part-of-order")
    asked = await doors.act(doors.clerk, whole, "returns", reason="not_our_duty", note="不属本局职能")
    assert asked.status_code == 201
    await doors.push("return.accepted", occurred="2024-09-30 11:00")
    part = await doors.read(part["id"])
    assert (part["state"], [one["state"] for one in part["dealings"]["returns"]]) == ("returned", ["granted"])
    assert {state for state, _ in (await clocks_of(doors, part)).values()} == {"cancelled"}
    await doors.push("reopened", occurred="2024-09-30 11:30")
    assert (await doors.read(whole["id"]))["state"] == "rehandling"
    assert await doors.read(part["id"]) == part
    whole, second = await split(doors, await doors.read(whole["id"]))
    assert (second["part_no"], (await clocks_of(doors, second))["finish"]) == (2, ("running", "10-25"))


async def test_c9_new_content_is_the_orders_and_whoever_handles_a_part_learns_of_it(doors: TicketDoors) -> None:
    whole, part = await split(doors, await doors.ticket())
    before = await clocks_of(doors, part)
    await doors.push("amended", occurred="2024-09-30 11:00", title="改后的标题")
    await doors.push("urged", occurred="2024-09-30 11:01")
    assert (await doors.read(whole["id"]))["order"]["title"] == "改后的标题"
    after = await doors.read(part["id"])
    assert (after["order"]["title"], after["version"], after["times_urged"]) == (OFF["title"], part["version"] + 2, 1)
    assert await acts(doors, part) == ["split_off", "amended", "urged"]
    assert await clocks_of(doors, part) == before
    late = await doors.act(doors.clerk, part, "signing")
    assert late.status_code == 412, "whoever has not read that there is new content reads it first"


async def test_c9_more_time_for_the_order_is_more_time_for_its_parts(doors: TicketDoors) -> None:
    whole, part = await split(doors, await doors.ticket())
    alone = await doors.act(doors.clerk, part, "extensions", days=5, reason="复杂")
    assert code_of(alone) == "part-of-order"
    asked = await doors.act(doors.clerk, whole, "extensions", days=5, reason="复杂")
    granted = await doors.act(doors.office, asked.json(), "extensions/decision", granted=True)
    assert granted.status_code == 200, granted.text
    assert (await clocks_of(doors, part))["finish"] == ("running", "11-01")
    after = await doors.read(part["id"])
    assert after["finish_due_at"] == granted.json()["finish_due_at"]
    assert await acts(doors, part) == ["split_off", "extension_granted"]
    _, second = await split(doors, await doors.read(whole["id"]))
    assert (await clocks_of(doors, second))["finish"] == ("running", "11-01")


async def test_c9_a_part_of_a_paused_order_is_counted_on(doors: TicketDoors, timepiece: Timepiece) -> None:
    paused = await doors.act(doors.head, await doors.contacted(), "pauses", rule="inspection", note="送检")
    assert paused.status_code == 201, paused.text
    timepiece.move(at("2024-10-09 10:00"))
    whole, part = await split(doors, paused.json())
    assert (await clocks_of(doors, whole))["finish"][0] == "paused"
    assert (await clocks_of(doors, part))["finish"] == ("running", "10-29")


async def test_c9_the_list_for_the_hotline_names_the_order_once(doors: TicketDoors) -> None:
    whole, _ = await split(doors, await doors.ticket())
    answer = await doors.push(message_id="again")
    assert answer.json()["ticket_id"] == whole["id"], "the order's ticket, not its part's"
    async with open_orders(doors.running) as pieces:
        listed = [line.order_no async for piece in pieces for line in piece]
    assert listed == [whole["order_no"]]
    async with doors.running.reading() as db:
        found = await read_compared(db, [whole["order_no"]])
    assert str(found[whole["order_no"]].id) == whole["id"]


async def test_c9_the_dispatch_table_may_send_a_kind_of_matter_elsewhere(doors: TicketDoors) -> None:
    ticket = await doors.ticket()
    rows = (DispatchRow(unit="competition", categories=("举报",)), *bundled_table().rows)
    table = DispatchTable(
        rows=rows, edition=1, reason="举报归口", amended_by="office", amended_at=at("2024-09-30 09:00")
    )
    async with doors.running.engine.begin() as db:
        assert await dispatch.keep(db, table)
    answer = await cut(doors.clerk, ticket)
    assert (answer.status_code, answer.json()["unit"]) == (201, "competition")
    assert NAME not in answer.text, "another unit's matter is masked"
    whole = await doors.read(ticket["id"])
    complaint = await cut(doors.clerk, whole, matter="complaint")
    assert complaint.json()["unit"] == "pudong"


async def test_c9_the_citizen_is_told_his_channel_and_a_call_is_kept_on_file(doors: TicketDoors) -> None:
    ticket = await doors.ticket()
    before = await clocks_of(doors, ticket)
    note = f"已告知{NAME}可向信访部门反映。"
    told = await doors.act(doors.clerk, ticket, "channel", channel="petition", note=note)
    assert told.status_code == 201, told.text
    held = await doors.act(doors.clerk, told.json(), "hold", note="市民仅要求登记。")
    assert held.status_code == 201, held.text
    dealt = (await doors.clerk.get(f"/api/v1/tickets/{ticket['id']}")).json()["dealings"]
    assert [(one["channel"], one["note"], one["by"]["name"]) for one in dealt["channels_told"]] == [
        ("petition", note, told.json()["dealings"]["channels_told"][0]["by"]["name"])
    ]
    assert [one["note"] for one in dealt["holds"]] == ["市民仅要求登记。"]
    assert await clocks_of(doors, ticket) == before, "no clock stops; his answer stays owed"
    assert held.json()["state"] == "received"
    assert await acts(doors, ticket) == ["received", "channel_told", "held"]
    masked = (await doors.office.get(f"/api/v1/tickets/{ticket['id']}")).text
    assert NAME not in masked


async def test_c9_telling_a_channel_and_keeping_a_call_are_refused_like_all_acts(doors: TicketDoors) -> None:
    ticket = await doors.ticket()
    for act, body in (("channel", {"channel": "petition", "note": "告知"}), ("hold", {"note": "存电"})):
        assert (await doors.act(doors.stranger, ticket, act, **body)).status_code == 404
        assert (await doors.act(doors.secrecy, ticket, act, **body)).status_code == 403
        assert (await doors.act(doors.clerk, ticket | {"version": 9}, act, **body)).status_code == 412
        assert (await doors.act(doors.clerk, ticket, act, **body | {"note": ""})).status_code == 422
    unknown = await doors.act(doors.clerk, ticket, "channel", channel="court", note="告知")
    assert unknown.status_code == 422
    await doors.push("cancelled")
    over = await doors.act(doors.clerk, await doors.read(ticket["id"]), "hold", note="存电")
    assert code_of(over) == "ticket-closed"
