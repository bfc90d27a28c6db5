"""Repeated requests are merged, tickets linked, and units help; every citizen is still owed his own answer."""

from typing import Any

import httpx

from gongkai.audit.entries import audit_entry
from gongkai.clocks.store import clock
from gongkai.messaging.outbox import outbox
from gongkai.timepiece import Timepiece
from tests.service.ticket.conftest import TicketDoors
from tests.service.ticket.orders import NAME, PHONE, REPORT, at
from ticket_service.ticket.store.tables import ticket_event


def code_of(answer: Any) -> str:
    return str(answer.json()["type"]).removeprefix("urn:gongkai:problem:")


async def put(doors: TicketDoors, who: httpx.AsyncClient, ticket: dict[str, Any], **body: Any) -> httpx.Response:
    """Name the units that help."""
    headers = {"If-Match": f'"{ticket["version"]}"'}
    return await who.put(f"/api/v1/tickets/{ticket['id']}/co-units", json={"reason": "需协助"} | body, headers=headers)


async def merged(doors: TicketDoors) -> tuple[dict[str, Any], dict[str, Any]]:
    """The leading ticket, and the repeated one that was merged into it."""
    lead, again = await doors.contacted(), await doors.ticket(order_no="240930-0002")
    wanted = {"other_id": lead["id"], "kind": "merged", "reason": "同一诉求"}
    answer = await doors.act(doors.clerk, again, "links", **wanted)
    assert answer.status_code == 201, answer.text
    return lead, answer.json()


async def test_c9_a_merged_request_keeps_its_clocks_and_takes_the_report_over(doors: TicketDoors) -> None:
    lead, again = await merged(doors)
    assert {row.state for row in await doors.rows(clock) if str(row.subject_id) == again["id"]} == {"running"}
    none = await doors.act(doors.clerk, again, "report/taken-over")
    assert (none.status_code, code_of(none)) == (409, "no-lead-report")
    await doors.act(doors.clerk, lead, "report", **REPORT)
    uncontacted = await doors.act(doors.clerk, again, "report/taken-over")
    assert code_of(uncontacted) == "citizen-not-contacted"
    contacted = await doors.act(doors.clerk, again, "contacts", channel="phone", outcome="reached")
    taken = await doors.act(doors.clerk, contacted.json(), "report/taken-over")
    assert (taken.status_code, taken.json()["report"]["handling"]) == (200, REPORT["handling"])
    refused = await doors.act(doors.head, taken.json(), "sign-off")
    assert [one["pointer"] for one in refused.json()["errors"]] == ["/reply_mode", "/satisfaction"], (
        "each citizen is answered, and content, by himself"
    )
    whole = await doors.act(doors.clerk, taken.json(), "report", **REPORT)
    signed = await doors.act(doors.head, whole.json(), "sign-off")
    assert signed.json()["state"] == "finished"
    company = (await doors.clerk.get(f"/api/v1/tickets/{lead['id']}/company")).json()
    assert [(one["ticket_id"], one["kind"]) for one in company["links"]] == [(again["id"], "merged")]
    assert "gongkai.ticket.linked.v1" in [row.type for row in await doors.rows(outbox)]


async def test_c9_a_ticket_is_merged_once_and_not_into_a_merged_one(doors: TicketDoors) -> None:
    lead, again = await merged(doors)
    third = await doors.ticket(order_no="240930-0003")
    cases = [
        (again, third["id"], "merged", "linked-already"),
        (again, lead["id"], "related", "linked-already"),
        (third, again["id"], "merged", "link-unfit"),
        (third, third["id"], "related", "link-unfit"),
    ]
    for ticket, other_id, kind, code in cases:
        refused = await doors.act(doors.clerk, ticket, "links", other_id=other_id, kind=kind, reason="同一诉求")
        assert code_of(refused) == code
    related = await doors.act(doors.clerk, third, "links", other_id=again["id"], kind="related", reason="相关")
    assert related.status_code == 201


async def test_c9_tickets_of_two_units_are_not_merged_and_a_stranger_links_nothing(doors: TicketDoors) -> None:
    here, there = await doors.ticket(), await doors.ticket(order_no="240930-0009", district="黄浦区")
    wanted = {"other_id": there["id"], "kind": "merged", "reason": "同一诉求"}
    assert code_of(await doors.act(doors.office, here, "links", **wanted)) == "link-unfit"
    assert (await doors.act(doors.clerk, here, "links", **wanted)).status_code == 404
    assert (await doors.act(doors.stranger, here, "links", **wanted)).status_code == 404


async def test_c9_a_helping_unit_reads_without_the_citizen_and_gives_its_opinion(doors: TicketDoors) -> None:
    ticket = await doors.ticket()
    path = f"/api/v1/tickets/{ticket['id']}"
    assert (await doors.stranger.get(path)).status_code == 404
    named = await put(doors, doors.head, ticket, units=["huangpu"])
    assert named.status_code == 200, named.text
    read = await doors.stranger.get(path)
    assert read.status_code == 200
    assert NAME not in read.text
    assert PHONE not in read.text
    assert [one["id"] for one in (await doors.stranger.get("/api/v1/tickets/co-handled/mine")).json()] == [ticket["id"]]
    contact = await doors.act(doors.stranger, named.json(), "contacts", channel="phone", outcome="reached")
    assert contact.status_code == 404, "it reads and does not handle"
    given = await doors.act(doors.stranger, named.json(), "opinions", text=f"{NAME}所述门店不在我区。")
    assert given.status_code == 201, given.text
    own = (await doors.clerk.get(path)).json()["dealings"]["opinions"]
    assert [(one["unit"], one["text"]) for one in own] == [("huangpu", f"{NAME}所述门店不在我区。")]
    assert code_of(await doors.act(doors.clerk, given.json(), "opinions", text="不是协办")) == "not-co-handling"
    ended = await put(doors, doors.office, given.json(), units=[])
    assert ended.status_code == 200
    assert (await doors.stranger.get(path)).status_code == 404
    told = "".join(row.payload.decode() for row in await doors.rows(outbox))
    assert NAME not in told


async def test_c9_who_helps_is_named_by_the_head_and_is_another_unit(doors: TicketDoors) -> None:
    ticket = await doors.ticket()
    assert (await put(doors, doors.clerk, ticket, units=["huangpu"])).status_code == 403
    assert code_of(await put(doors, doors.head, ticket, units=["pudong"])) == "co-handling-unfit"
    assert code_of(await put(doors, doors.head, ticket, units=["nowhere"])) == "unit-unknown"
    assert (await put(doors, doors.head, ticket | {"version": 9}, units=["huangpu"])).status_code == 412


async def test_c9_why_units_help_and_tickets_are_linked_is_read_without_the_citizen(doors: TicketDoors) -> None:
    """The history and the audit log are read by more people than the unit's."""
    ticket, other = await doors.ticket(), await doors.ticket(order_no="240930-0002")
    why = f"{NAME}（{PHONE}）说两处都有。"
    named = await put(doors, doors.head, ticket, units=["huangpu", "xuhui"], reason=why)
    linked = await doors.act(doors.clerk, named.json(), "links", other_id=other["id"], kind="related", reason=why)
    assert (named.status_code, linked.status_code) == (200, 201), linked.text
    notes = {row.act: row.note for row in await doors.rows(ticket_event) if row.note}
    assert notes["co_handled"].startswith("黄浦区市场监管局、徐汇区市场监管局：")
    assert notes["linked"].startswith("关联 GD-")
    assert all(note.endswith("说两处都有。") for note in notes.values())
    kept = repr([(row.note, row.act) for row in await doors.rows(ticket_event)])
    kept += repr([row.details for row in await doors.rows(audit_entry)])
    assert NAME not in kept
    assert PHONE not in kept


async def test_c9_a_unit_that_is_not_there_helps_nobody(doors: TicketDoors, timepiece: Timepiece) -> None:
    ticket = await doors.ticket()
    timepiece.move(at("2017-12-29 10:00"))
    assert code_of(await put(doors, doors.office, ticket, units=["huangpu"])) == "unit-retired"
