"""What staff do with tickets over REST: contact, report, signature, assignment, lists; and who may not."""

from typing import Any

import httpx
import pytest
from sqlalchemy import event as sql_event
from sqlalchemy import insert

from gongkai.audit.entries import audit_entry
from gongkai.clocks.store import clock
from gongkai.messaging.outbox import outbox
from gongkai.timepiece import Timepiece, new_id
from gongkai.webhooks.ledger import delivery
from tests.service.ticket.conftest import TicketDoors
from tests.service.ticket.orders import NAME, PHONE, REPORT, at
from ticket_service.ticket.domain.lifecycle import OPEN
from ticket_service.ticket.store import tickets
from ticket_service.ticket.store.tables import ticket as ticket_table
from ticket_service.ticket.store.tickets import TicketFilter


def code_of(answer: httpx.Response) -> str:
    return str(answer.json()["type"]).rpartition(":")[2]


async def types_told(doors: TicketDoors) -> list[str]:
    rows = sorted(await doors.rows(outbox), key=lambda row: row.seq)
    return [row.type.removeprefix("gongkai.ticket.").removesuffix(".v1") for row in rows]


async def clock_states(doors: TicketDoors) -> dict[str, str]:
    return {row.code: row.state for row in await doors.rows(clock)}


async def test_c4_contact_with_proof_stops_the_first_clock(doors: TicketDoors) -> None:
    ticket = await doors.contacted()
    (attempt,) = ticket["contacts"]
    assert (attempt["channel"], attempt["outcome"], attempt["by"]["id"]) == ("phone", "reached", "pudong.clerk")
    assert ticket["state"] == "handling"
    assert await clock_states(doors) == {"first_contact": "met", "finish": "running"}
    assert await types_told(doors) == ["received", "contacted"]


async def test_c4_three_tries_at_different_times_fulfil_the_duty(doors: TicketDoors, timepiece: Timepiece) -> None:
    ticket = await doors.ticket()
    for moment in ("2024-09-30 11:30", "2024-09-30 12:30", "2024-09-30 13:30"):
        timepiece.move(at(moment))
        answer = await doors.act(doors.clerk, ticket, "contacts", channel="phone", outcome="not_answered")
        ticket = answer.json()
    assert ticket["contacted_at"] is not None
    assert (await clock_states(doors))["first_contact"] == "met"


async def test_c4_two_tries_do_not(doors: TicketDoors) -> None:
    ticket = await doors.ticket()
    for _ in range(2):
        ticket = (await doors.act(doors.clerk, ticket, "contacts", channel="phone", outcome="switched_off")).json()
    assert (ticket["contacted_at"], ticket["state"]) == (None, "received")


async def test_c4_a_call_may_be_entered_later_and_counts_when_it_was_made(
    doors: TicketDoors, timepiece: Timepiece
) -> None:
    ticket = await doors.ticket()
    timepiece.move(at("2024-10-09 09:00"))
    body = {"channel": "phone", "outcome": "reached", "at": "2024-10-08T16:00:00+08:00"}
    after = (await doors.act(doors.clerk, ticket, "contacts", **body)).json()
    assert after["contacted_at"] == "2024-10-08T08:00:00Z"
    met = next(row for row in await doors.rows(clock) if row.code == "first_contact")
    assert met.on_time is True


async def test_c5_the_signed_report_finishes_the_ticket_and_waits_for_the_hotline(doors: TicketDoors) -> None:
    ticket = await doors.finished()
    assert (ticket["state"], ticket["report_delivery"]) == ("finished", "queued")
    assert ticket["report"]["signed_off_by"]["id"] == "pudong.head"
    assert await clock_states(doors) == {"first_contact": "met", "finish": "met"}
    assert await types_told(doors) == ["received", "contacted", "report-filed", "finished"]
    assert sorted(row.kind for row in await doors.rows(delivery)) == ["contact.made", "report.file", "report.filed"]


async def test_c5_nobody_signs_his_own_report(doors: TicketDoors) -> None:
    ticket = await doors.contacted()
    drafted = (await doors.act(doors.head, ticket, "report", **REPORT)).json()
    refused = await doors.act(doors.head, drafted, "sign-off")
    assert (refused.status_code, code_of(refused)) == (403, "self-approval")


async def test_c5_whoever_wrote_any_of_the_words_does_not_sign_them(doors: TicketDoors) -> None:
    """The detour: the head writes, the clerk saves the same words as his own, the head signs."""
    ticket = await doors.contacted()
    drafted = (await doors.act(doors.head, ticket, "report", **REPORT)).json()
    again = (await doors.act(doors.clerk, drafted, "report", **REPORT)).json()
    assert again["report"]["drafted_by"]["id"] == "pudong.clerk"
    refused = await doors.act(doors.head, again, "sign-off")
    assert (refused.status_code, code_of(refused)) == (403, "self-approval")
    assert (await doors.act(doors.office, again, "sign-off")).status_code == 200


async def test_c5_a_clerk_does_not_sign(doors: TicketDoors) -> None:
    refused = await doors.act(doors.clerk, await doors.reported(), "sign-off")
    assert (refused.status_code, code_of(refused)) == (403, "role-missing")


@pytest.mark.parametrize("act", ["report", "sign-off"])
async def test_c5_before_contact_nothing_is_closed(doors: TicketDoors, act: str) -> None:
    body = REPORT if act == "report" else {}
    refused = await doors.act(doors.head, await doors.ticket(), act, **body)
    assert (refused.status_code, code_of(refused)) == (409, "citizen-not-contacted")


async def test_c5_a_report_with_one_part_is_refused_with_what_is_missing(doors: TicketDoors) -> None:
    refused = await doors.act(doors.clerk, await doors.contacted(), "report", handling="", reply_points=" ")
    assert (refused.status_code, code_of(refused)) == (422, "report-incomplete")
    assert [error["pointer"] for error in refused.json()["errors"]] == ["/handling", "/reply_points"]


async def test_c3_the_office_gives_a_ticket_to_another_unit(doors: TicketDoors) -> None:
    ticket = await doors.ticket()
    after = await doors.act(doors.office, ticket, "assignment", unit="huangpu", reason="经营地在黄浦")
    assert (after.status_code, after.json()["unit"]) == (200, "huangpu")
    assert (await doors.clerk.get(f"/api/v1/tickets/{ticket['id']}")).status_code == 404
    assert (await doors.stranger.get(f"/api/v1/tickets/{ticket['id']}")).status_code == 200
    assert await types_told(doors) == ["received", "reassigned"]
    assert await clock_states(doors) == {"first_contact": "running", "finish": "running"}


async def test_c3_only_to_a_unit_that_exists(doors: TicketDoors) -> None:
    ticket = await doors.ticket()
    unknown = await doors.act(doors.office, ticket, "assignment", unit="nowhere", reason="x")
    same = await doors.act(doors.office, ticket, "assignment", unit="pudong", reason="x")
    assert (code_of(unknown), code_of(same)) == ("unit-unknown", "same-unit")


async def test_f4_another_unit_sees_no_ticket_of_ours(doors: TicketDoors) -> None:
    ticket = await doors.ticket()
    path = f"/api/v1/tickets/{ticket['id']}"
    for read in ("", "/clocks", "/clocks/finish/explanation"):
        assert (await doors.stranger.get(path + read)).status_code == 404
    refused = await doors.act(doors.stranger, ticket, "contacts", channel="phone", outcome="reached")
    assert refused.status_code == 404
    assert (await doors.stranger.get("/api/v1/tickets")).json()["items"] == []
    assert (await doors.hotline.get(path)).status_code == 401


async def test_f4_only_the_handling_unit_reads_the_citizens_name(doors: TicketDoors) -> None:
    ticket = await doors.ticket()
    for_clerk = (await doors.clerk.get(f"/api/v1/tickets/{ticket['id']}")).json()
    assert for_clerk["order"]["citizen"]["phone"] == PHONE
    assert (ticket["order"]["citizen"]["name"], ticket["order"]["citizen"]["phone"]) == ("甄*", "100****5678")
    assert NAME not in str(ticket)
    assert PHONE not in str(ticket)


async def test_f4_every_act_of_staff_is_in_the_audit_without_personal_data(doors: TicketDoors) -> None:
    await doors.finished()
    entries = await doors.rows(audit_entry)
    assert [row.act for row in entries] == ["ticket.contact_tried", "ticket.report_filed", "ticket.signed_off"]
    assert NAME not in str(entries)
    assert PHONE not in str(entries)


async def test_f3_an_edit_names_the_version_it_is_based_on(doors: TicketDoors) -> None:
    ticket = await doors.ticket()
    path = f"/api/v1/tickets/{ticket['id']}/contacts"
    body = {"channel": "phone", "outcome": "reached"}
    assert (await doors.clerk.post(path, json=body)).status_code == 428
    assert (await doors.clerk.post(path, json=body, headers={"If-Match": '"7"'})).status_code == 412
    assert (await doors.clerk.post(path, json=body, headers={"If-Match": '"1"'})).status_code == 201
    assert (await doors.clerk.post(path, json=body, headers={"If-Match": '"1"'})).status_code == 412


async def test_f3_an_unchanged_ticket_is_not_sent_again(doors: TicketDoors) -> None:
    ticket = await doors.ticket()
    path = f"/api/v1/tickets/{ticket['id']}"
    first = await doors.clerk.get(path)
    assert first.headers["ETag"] == '"1"'
    again = await doors.clerk.get(path, headers={"If-None-Match": '"1"'})
    assert (again.status_code, again.content) == (304, b"")
    assert (await doors.clerk.get(path, headers={"If-None-Match": '"2"'})).status_code == 200


async def test_c4_every_day_of_the_explanation_is_named(doors: TicketDoors) -> None:
    ticket = await doors.ticket()
    told = (await doors.clerk.get(f"/api/v1/tickets/{ticket['id']}/clocks/finish/explanation")).json()
    assert (told["due_on"], told["title"], told["basis"]) == ("2024-10-25", "办结", "沪市监办发〔2024〕326号 §9")
    days = {day["date"]: day for day in told["days"]}
    assert (days["2024-10-12"]["counts"], days["2024-10-01"]["counts"]) == (True, False)
    assert len(days) == 26
    assert any("2024年10月25日" in sentence for sentence in told["words"])


async def test_a6_an_unknown_clock_is_404(doors: TicketDoors) -> None:
    ticket = await doors.ticket()
    answer = await doors.clerk.get(f"/api/v1/tickets/{ticket['id']}/clocks/reply/explanation")
    assert answer.status_code == 404


async def lists(doors: TicketDoors, who: httpx.AsyncClient, **asked: Any) -> list[str]:
    """The order numbers of all pages."""
    found: list[str] = []
    page = (await who.get("/api/v1/tickets", params=asked)).json()
    found += [one["order_no"] for one in page["items"]]
    while page["next"]:
        page = (await who.get("/api/v1/tickets", params=asked | {"cursor": page["next"]})).json()
        found += [one["order_no"] for one in page["items"]]
    return found


async def test_f3_the_list_goes_by_finish_date_page_by_page(doors: TicketDoors) -> None:
    for number, day in enumerate((26, 25, 24, 23, 20, 19, 18)):
        await doors.push(order_no=f"n{number}", dispatched_at=f"2024-09-{day}T10:00:00+08:00")
    await doors.push("cancelled", order_no="n3")
    assert await lists(doors, doors.clerk, limit=2) == ["n6", "n5", "n4", "n2", "n1", "n0"]
    assert await lists(doors, doors.clerk, state="cancelled") == ["n3"]
    assert await lists(doors, doors.office, unit="huangpu") == []
    assert await lists(doors, doors.clerk, unit="huangpu") == []
    assert len(await lists(doors, doors.office, state=["cancelled", "received"], limit=3)) == 7


async def test_f3_the_list_says_no_word_about_the_citizen(doors: TicketDoors) -> None:
    await doors.push()
    answer = await doors.clerk.get("/api/v1/tickets")
    assert NAME not in answer.text
    assert PHONE not in answer.text


async def test_f3_a_page_is_read_from_the_index_however_many_tickets_there_are(doors: TicketDoors) -> None:
    await doors.push()
    (row,) = await doors.rows(ticket_table)
    copies = [dict(row._mapping) | {"id": new_id(), "no": f"N{n}", "order_no": f"N{n}"} for n in range(2000)]
    asked: list[tuple[str, Any]] = []

    def note(connection: Any, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        asked.append((statement, parameters))

    async with doors.running.engine.begin() as db:
        await db.execute(insert(ticket_table), copies)
        await db.exec_driver_sql("ANALYZE ticket")
        sql_event.listen(db.sync_connection, "before_cursor_execute", note)
        await tickets.page(db, TicketFilter(unit="pudong"), None, 21)
        statement, parameters = asked[0]
        plan = str((await db.exec_driver_sql("EXPLAIN " + statement, parameters)).all())
    assert "Seq Scan" not in plan
    assert plan.count("ix_ticket_unit_state_next") == len(OPEN)
