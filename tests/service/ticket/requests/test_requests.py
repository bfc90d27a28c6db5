"""What the unit asks of the hotline: to take an order back, more time; and the limit that may stand still."""

from typing import Any

import pytest
from pydantic_core import from_json

from gongkai.clocks.store import clock
from gongkai.messaging.outbox import outbox
from gongkai.timepiece import Timepiece
from gongkai.webhooks.ledger import delivery
from tests.service.ticket.conftest import TicketDoors
from tests.service.ticket.orders import NAME, PHONE, at
from ticket_service.ticket.store.tables import ticket as ticket_table

RETURN = {"reason": "not_our_duty", "note": f"{NAME}（{PHONE}）反映的事项属其他部门。"}


async def due(doors: TicketDoors) -> dict[str, tuple[str, str]]:
    """State and last day of each clock."""
    return {row.code: (row.state, f"{row.due_on:%m-%d}") for row in await doors.rows(clock)}


async def told(doors: TicketDoors, kind: str) -> dict[str, Any]:
    """What the ledger holds for the hotline."""
    (row,) = [row for row in await doors.rows(delivery) if row.kind == kind]
    return dict(from_json(row.body))


async def types_told(doors: TicketDoors) -> list[str]:
    rows = sorted(await doors.rows(outbox), key=lambda row: row.seq)
    return [row.type.removeprefix("gongkai.ticket.").removesuffix(".v1") for row in rows]


def code_of(answer: Any) -> str:
    return str(answer.json()["type"]).removeprefix("urn:gongkai:problem:")


async def test_c4_a_unit_signs_for_an_order_once(doors: TicketDoors) -> None:
    ticket = await doors.ticket()
    signed = await doors.act(doors.clerk, ticket, "signing")
    assert (signed.status_code, signed.json()["state"]) == (200, "signed")
    again = await doors.act(doors.clerk, signed.json(), "signing")
    assert (again.status_code, code_of(again)) == (409, "act-untimely")
    contacted = await doors.act(doors.clerk, signed.json(), "contacts", channel="phone", outcome="reached")
    assert contacted.json()["state"] == "handling"


async def test_c4_a_return_is_asked_of_the_hotline_and_stops_no_clock(doors: TicketDoors) -> None:
    ticket = await doors.ticket()
    before = await due(doors)
    asked = await doors.act(doors.clerk, ticket, "returns", **RETURN)
    assert asked.status_code == 201, asked.text
    (request,) = asked.json()["dealings"]["returns"]
    assert (request["state"], request["reason"]) == ("pending", "not_our_duty")
    assert await due(doors) == before
    sent = await told(doors, "return.requested")
    assert (sent["request_id"], sent["return"]["reason_words"]) == (request["id"], "非本单位职能")
    assert NAME not in str(sent)
    assert PHONE not in str(sent)
    contacted = await doors.act(doors.clerk, asked.json(), "contacts", channel="phone", outcome="reached")
    assert contacted.json()["state"] == "handling"
    assert await types_told(doors) == ["received", "return-requested", "contacted"]


async def test_c4_a_return_needs_one_of_the_six_reasons(doors: TicketDoors) -> None:
    ticket = await doors.ticket()
    refused = await doors.act(doors.clerk, ticket, "returns", reason="tired", note="不想办")
    assert refused.status_code == 422
    assert [error["pointer"] for error in refused.json()["errors"]] == ["/reason"]
    for number, reason in enumerate(
        ("out_of_scope", "not_our_duty", "not_our_area", "incomplete", "wrongly_repeated", "other")
    ):
        other = await doors.ticket(order_no=f"six-{number}")
        assert (await doors.act(doors.clerk, other, "returns", reason=reason, note="理由")).status_code == 201


async def test_c4_an_accepted_return_gives_the_order_back(doors: TicketDoors) -> None:
    ticket = await doors.ticket()
    asked = (await doors.act(doors.clerk, ticket, "returns", **RETURN)).json()
    request_id = asked["dealings"]["returns"][0]["id"]
    await doors.push("return.accepted", occurred="2024-09-30 11:00", request_id=request_id)
    after = await doors.read(ticket["id"])
    assert (after["state"], after["dealings"]["returns"][0]["state"]) == ("returned", "granted")
    assert {row.state for row in await doors.rows(clock)} == {"cancelled"}
    assert (await doors.act(doors.clerk, after, "returns", **RETURN)).status_code == 409
    assert (await types_told(doors))[-1] == "return-decided"


async def test_c4_after_a_final_refusal_there_is_no_second_return(doors: TicketDoors) -> None:
    ticket = await doors.ticket()
    asked = (await doors.act(doors.clerk, ticket, "returns", **RETURN)).json()
    assert code_of(await doors.act(doors.clerk, asked, "returns", **RETURN)) == "return-pending"
    await doors.push("return.refused", occurred="2024-09-30 11:00")
    asked = (await doors.act(doors.clerk, await doors.read(ticket["id"]), "returns", **RETURN)).json()
    assert [one["state"] for one in asked["dealings"]["returns"]] == ["refused", "pending"]
    await doors.push("return.refused", occurred="2024-09-30 11:01", final=True)
    kept = await doors.read(ticket["id"])
    assert (kept["state"], kept["dealings"]["returns"][1]["final"]) == ("received", True)
    refused = await doors.act(doors.clerk, kept, "returns", **RETURN)
    assert (refused.status_code, code_of(refused)) == (409, "return-refused-finally")


async def test_c4_the_hotline_grants_an_extension_and_the_clock_says_who(doors: TicketDoors) -> None:
    ticket = await doors.contacted()
    asked = await doors.act(doors.clerk, ticket, "extensions", days=5, reason="需检测")
    assert asked.status_code == 201
    assert (await due(doors))["finish"] == ("running", "10-25")
    assert (await told(doors, "extension.requested"))["extension"] == {"working_days": 5, "reason": "需检测"}
    await doors.push("extension.granted", message_id="g", occurred="2024-09-30 11:00")
    await doors.push("extension.granted", message_id="g2", occurred="2024-09-30 11:00")
    assert (await due(doors))["finish"] == ("running", "11-01")
    after = await doors.read(ticket["id"])
    assert after["finish_due_at"] == "2024-11-01T16:00:00Z"
    (extended,) = [moment for row in await doors.rows(clock) for moment in row.log if moment["kind"] == "extended"]
    assert (extended["by"], extended["days"]) == ("12345热线", 5)


async def test_c4_the_office_grants_an_extension_and_the_hotline_is_told(doors: TicketDoors) -> None:
    ticket = await doors.contacted()
    asked = (await doors.act(doors.clerk, ticket, "extensions", days=5, reason="需检测")).json()
    assert (await doors.act(doors.head, asked, "extensions/decision", granted=True)).status_code == 403
    granted = await doors.act(doors.office, asked, "extensions/decision", granted=True, days=3)
    assert granted.status_code == 200, granted.text
    assert (await due(doors))["finish"] == ("running", "10-30")
    sent = await told(doors, "extension.granted")
    assert (sent["extension"]["working_days"], sent["extension"]["finish_due_at"]) == (3, "2024-10-30T16:00:00Z")
    assert (await types_told(doors))[-1] == "extension-decided"
    often = await doors.act(doors.clerk, granted.json(), "extensions", days=1, reason="再延")
    assert (often.status_code, code_of(often)) == (409, "extended-too-often")


async def test_c4_nobody_grants_his_own_extension_and_none_without_a_request(doors: TicketDoors) -> None:
    ticket = await doors.contacted()
    none = await doors.act(doors.office, ticket, "extensions/decision", granted=True)
    assert (none.status_code, code_of(none)) == (409, "nothing-to-decide")
    asked = (await doors.act(doors.office, ticket, "extensions", days=5, reason="需检测")).json()
    refused = await doors.act(doors.office, asked, "extensions/decision", granted=True)
    assert (refused.status_code, code_of(refused)) == (403, "self-approval")


async def test_c4_the_office_grants_no_more_days_than_were_asked_for(doors: TicketDoors) -> None:
    ticket = await doors.contacted()
    asked = (await doors.act(doors.clerk, ticket, "extensions", days=5, reason="需检测")).json()
    for days in (6, 99, 366):
        refused = await doors.act(doors.office, asked, "extensions/decision", granted=True, days=days)
        assert (refused.status_code, code_of(refused)) == (422, "extension-unfit")
        assert [one["pointer"] for one in refused.json()["errors"]] == ["/days"]
    assert (await due(doors))["finish"] == ("running", "10-25")
    assert (await doors.act(doors.office, asked, "extensions/decision", granted=True, days=5)).status_code == 200


async def test_c4_a_grant_after_the_end_is_on_record_and_told_and_makes_nothing_timely(
    doors: TicketDoors, timepiece: Timepiece
) -> None:
    ticket = await doors.contacted()
    asked = (await doors.act(doors.clerk, ticket, "extensions", days=5, reason="需检测")).json()
    timepiece.move(at("2024-10-28 09:00"))
    granted = await doors.act(doors.office, asked, "extensions/decision", granted=True)
    assert granted.json()["dealings"]["extensions"][0]["granted"] == 5
    assert (await due(doors))["finish"] == ("running", "10-25")
    assert (await told(doors, "extension.granted"))["extension"]["finish_due_at"] == "2024-10-25T16:00:00Z"


async def test_c4_a_decision_without_a_yes_or_no_decides_nothing(doors: TicketDoors) -> None:
    ticket = await doors.contacted()
    asked = (await doors.act(doors.clerk, ticket, "extensions", days=5, reason="需检测")).json()
    page, basis = f"/desk/tickets/{ticket['id']}/decision", {"version": str(asked["version"]), "known": ""}
    answer = await doors.office.post(page, data=basis, headers={"Sec-Fetch-Site": "same-origin", "Accept": "text/html"})
    assert answer.status_code == 422
    assert (await doors.read(ticket["id"]))["dealings"]["extensions"][0]["state"] == "pending"


@pytest.mark.parametrize("days", [0, 16])
async def test_c4_an_extension_is_as_long_as_the_rules_allow(doors: TicketDoors, days: int) -> None:
    refused = await doors.act(doors.clerk, await doors.contacted(), "extensions", days=days, reason="需检测")
    assert (refused.status_code, code_of(refused)) == (422, "extension-unfit")


async def test_c4_what_is_late_is_not_extended(doors: TicketDoors, timepiece: Timepiece) -> None:
    ticket = await doors.contacted()
    timepiece.move(at("2024-10-28 09:00"))
    refused = await doors.act(doors.clerk, ticket, "extensions", days=5, reason="需检测")
    assert (refused.status_code, code_of(refused)) == (409, "extension-too-late")


async def test_c4_the_limit_pauses_by_a_rule_and_never_the_first_contact(
    doors: TicketDoors, timepiece: Timepiece
) -> None:
    ticket = await doors.ticket()
    unlawful = await doors.act(doors.head, ticket, "pauses", rule="holiday")
    assert (unlawful.status_code, code_of(unlawful)) == (422, "pause-rule-unknown")
    paused = await doors.act(doors.head, ticket, "pauses", rule="inspection", note="送检")
    assert paused.status_code == 201, paused.text
    states = {row.code: row.state for row in await doors.rows(clock)}
    assert states == {"first_contact": "running", "finish": "paused"}
    timepiece.move(at("2024-10-09 09:00"))
    resumed = await doors.act(doors.clerk, paused.json(), "resumption")
    assert resumed.json()["finish_due_at"] == "2024-10-29T16:00:00Z", "8 and 9 October were not counted"
    assert code_of(await doors.act(doors.clerk, resumed.json(), "resumption")) == "ticket-not-paused"
    (row,) = await doors.rows(ticket_table)
    assert row.finish_due_at == at("2024-10-30 00:00")


@pytest.mark.parametrize("act", ["signing", "returns", "extensions", "pauses", "resumption", "review-reply"])
async def test_f3_requests_are_for_the_unit_that_handles_the_ticket(doors: TicketDoors, act: str) -> None:
    bodies: dict[str, dict[str, Any]] = {
        "returns": RETURN,
        "extensions": {"days": 5, "reason": "需检测"},
        "pauses": {"rule": "inspection"},
        "review-reply": {"reply": "已复核"},
    }
    ticket = await doors.ticket()
    answer = await doors.act(doors.stranger, ticket, act, **bodies.get(act, {}))
    assert answer.status_code in (403, 404)
    stale = await doors.act(doors.head, ticket | {"version": 99}, act, **bodies.get(act, {}))
    assert stale.status_code == 412
    assert (await doors.read(ticket["id"]))["version"] == ticket["version"]


async def test_f1_no_private_word_of_a_request_is_in_events_or_read_by_others(doors: TicketDoors) -> None:
    ticket = await doors.ticket()
    await doors.act(doors.clerk, ticket, "returns", **RETURN)
    told_all = "".join(row.payload.decode() for row in await doors.rows(outbox))
    assert NAME not in told_all
    (shown,) = (await doors.read(ticket["id"]))["dealings"]["returns"]
    assert NAME not in shown["note"]
    (own,) = (await doors.clerk.get(f"/api/v1/tickets/{ticket['id']}")).json()["dealings"]["returns"]
    assert own["note"] == RETURN["note"]
