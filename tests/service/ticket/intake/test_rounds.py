"""The hotline comes back: supervision, survey, 重办, 回访复核; a ticket closes and is put away."""

from typing import Any

from gongkai.clocks.store import clock
from gongkai.messaging.outbox import outbox
from gongkai.timepiece import Timepiece
from gongkai.webhooks.ledger import delivery
from gongkai_dev.hotline_sandbox.sandbox import HotlineSandbox
from tests.service.ticket.conftest import TicketDoors, courier_of
from tests.service.ticket.orders import REPORT, at
from ticket_service.intake.store import hotline_message
from ticket_service.ticket.store.tables import ticket_event

AFTER = "2024-10-09 09:30"


async def clocks(doors: TicketDoors) -> dict[str, tuple[str, int, str]]:
    """State, cycle and last day of each clock."""
    return {row.code: (row.state, row.cycle, f"{row.due_on:%m-%d}") for row in await doors.rows(clock)}


async def types_told(doors: TicketDoors) -> list[str]:
    rows = sorted(await doors.rows(outbox), key=lambda row: row.seq)
    return [row.type.removeprefix("gongkai.ticket.").removesuffix(".v1") for row in rows]


async def done(doors: TicketDoors, timepiece: Timepiece) -> dict[str, Any]:
    """A ticket that was finished on 30 September; it is 9 October."""
    ticket = await doors.finished()
    timepiece.move(at("2024-10-09 10:00"))
    return ticket


async def test_c2_supervision_is_counted_and_moves_no_clock(doors: TicketDoors) -> None:
    ticket = await doors.ticket()
    before = await clocks(doors)
    await doors.push("supervised", message_id="s")
    await doors.push("supervised", message_id="s")
    assert (await doors.read(ticket["id"]))["dealings"]["times_supervised"] == 1
    assert await clocks(doors) == before
    assert await types_told(doors) == ["received", "supervised"]


async def test_c2_a_reopened_order_is_the_same_ticket_with_a_second_round(
    doors: TicketDoors, timepiece: Timepiece
) -> None:
    ticket = await done(doors, timepiece)
    answer = await doors.push("reopened", occurred=AFTER)
    assert answer.json()["ticket_id"] == ticket["id"]
    after = await doors.read(ticket["id"])
    assert (after["state"], after["dealings"]["cycle"], after["report"], after["finished_at"]) == (
        "rehandling",
        2,
        None,
        None,
    )
    assert len(after["dealings"]["earlier_reports"]) == 1
    assert await clocks(doors) == {"first_contact": ("met", 1, "10-08"), "finish": ("running", 2, "10-29")}
    assert after["finish_due_at"] == "2024-10-29T16:00:00Z"
    assert [one["due_at"] for one in answer.json()["clocks"] if one["code"] == "finish"] == ["2024-10-29T16:00:00Z"]
    drafted = await doors.act(doors.clerk, after, "report", **REPORT)
    again = await doors.act(doors.head, drafted.json(), "sign-off")
    assert again.json()["state"] == "finished"
    assert (await clocks(doors))["finish"] == ("met", 2, "10-29")


async def test_c7_whoever_is_dissatisfied_has_one_more_round_and_no_second(
    doors: TicketDoors, timepiece: Timepiece
) -> None:
    ticket = await done(doors, timepiece)
    await doors.push("survey.result", occurred=AFTER, grade="不满意")
    again = await doors.read(ticket["id"])
    assert (again["state"], again["dealings"]["surveys"][0]["grade"]) == ("rehandling", "dissatisfied")
    await doors.push("reopened", occurred="2024-10-09 09:40")
    again = await doors.read(ticket["id"])
    assert again["dealings"]["cycle"] == 2, "the hotline's 重办 is the same round"
    drafted = await doors.act(doors.clerk, again, "report", **REPORT)
    await doors.act(doors.head, drafted.json(), "sign-off")
    timepiece.move(at("2024-10-10 10:00"))
    await doors.push("survey.result", occurred="2024-10-10 09:30", grade="不满意")
    last = await doors.read(ticket["id"])
    assert (last["state"], last["dealings"]["cycle"]) == ("surveyed", 2)
    assert (await types_told(doors))[-5:] == ["surveyed", "reopened", "report-filed", "finished", "surveyed"]


async def test_c7_a_satisfied_citizen_and_his_doubled_survey(doors: TicketDoors, timepiece: Timepiece) -> None:
    ticket = await done(doors, timepiece)
    for message_id in ("v1", "v2"):
        await doors.push("survey.result", message_id=message_id, occurred=AFTER, grade="基本满意")
    after = await doors.read(ticket["id"])
    assert (after["state"], len(after["dealings"]["surveys"])) == ("surveyed", 1)
    assert after["dealings"]["surveys"][0]["grade"] == "accepted"


async def test_c2_a_call_back_review_has_a_clock_of_three_working_days(
    doors: TicketDoors, timepiece: Timepiece
) -> None:
    ticket = await done(doors, timepiece)
    await doors.push("review", message_id="r", occurred=AFTER)
    await doors.push("review", message_id="r", occurred=AFTER)
    assert (await clocks(doors))["callback_review"] == ("running", 1, "10-12")
    asked = await doors.read(ticket["id"])
    assert (asked["state"], len(asked["dealings"]["reviews"])) == ("finished", 1)
    answered = await doors.act(doors.clerk, asked, "review-reply", reply="已向市民说明。")
    assert answered.status_code == 200, answered.text
    assert (await clocks(doors))["callback_review"][0] == "met"
    assert "review.answered" in [row.kind for row in await doors.rows(delivery)]
    twice = await doors.act(doors.clerk, answered.json(), "review-reply", reply="再答")
    assert twice.status_code == 409
    await doors.push("review", occurred="2024-10-09 09:50")
    assert (await clocks(doors))["callback_review"] == ("running", 2, "10-12")


async def test_c2_what_speaks_of_a_round_that_is_not_here_waits_for_it(
    doors: TicketDoors, timepiece: Timepiece
) -> None:
    ticket = await done(doors, timepiece)
    waits = await doors.push("amended", occurred="2024-10-09 09:45", title="补充材料")
    assert waits.json()["ticket_id"] == ticket["id"]
    assert (await doors.read(ticket["id"]))["order"]["title"] == "超市出售过期酸奶"
    await doors.push("reopened", occurred=AFTER)
    after = await doors.read(ticket["id"])
    assert (after["state"], after["order"]["title"]) == ("rehandling", "补充材料")
    assert "held" not in {row.state for row in await doors.rows(hotline_message)}


async def test_c2_a_reopening_beside_a_return_waits_for_the_decision(doors: TicketDoors) -> None:
    ticket = await doors.ticket()
    await doors.act(doors.clerk, ticket, "returns", reason="other", note="理由")
    await doors.push("reopened", occurred="2024-09-30 10:59")
    assert (await doors.read(ticket["id"]))["state"] == "received"
    await doors.push("return.accepted", occurred="2024-09-30 10:58")
    assert (await doors.read(ticket["id"]))["state"] == "rehandling"
    assert await clocks(doors) == {"first_contact": ("running", 2, "10-08"), "finish": ("running", 2, "10-25")}


async def test_c5_a_ticket_closes_when_the_hotline_has_report_and_file_and_is_put_away(
    called: TicketDoors, sandbox: HotlineSandbox
) -> None:
    ticket = await called.finished()
    early = await called.act(called.office, ticket, "archiving")
    assert early.status_code == 409
    await courier_of(called).step()
    closed = await called.read(ticket["id"])
    assert closed["state"] == "closed"
    assert [one["type"] for one in sandbox.notices] == ["contact.made"]
    archived = await called.act(called.office, closed, "archiving")
    assert (archived.status_code, archived.json()["state"]) == (200, "archived")
    assert (await types_told(called))[-2:] == ["closed", "archived"]


async def test_c5_a_receipt_of_an_earlier_round_says_nothing_of_this_one(
    called: TicketDoors, timepiece: Timepiece
) -> None:
    ticket = await called.finished()
    await called.push("reopened", occurred="2024-09-30 11:00")
    await courier_of(called).step()
    after = await called.read(ticket["id"])
    assert (after["state"], after["report_delivery"], after["report_upload"]) == ("rehandling", None, None)
    acts = [(row.act, row.note) for row in await called.rows(ticket_event)]
    assert ("report_delivered", "此前办理轮次") in acts


async def test_c2_a_grade_or_a_day_that_makes_no_sense_is_pointed_at(doors: TicketDoors) -> None:
    await doors.push()
    wrong = await doors.push("extension.granted", days=-1, request_id="no")
    assert wrong.status_code == 422
    assert {error["pointer"] for error in wrong.json()["errors"]} == {"/days", "/request_id"}
    assert (await doors.push("survey.result")).status_code == 422
