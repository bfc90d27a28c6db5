"""督办 with a limit of its own, over the doors: its clock, its explanation, its end (C2)."""

from typing import Any

import pytest

from gongkai.clocks.store import clock
from gongkai.timepiece import Timepiece
from tests.service.ticket.conftest import TicketDoors
from tests.service.ticket.orders import at


async def watched(doors: TicketDoors) -> tuple[str, str] | None:
    """State and last day of the clock of 督办."""
    rows = [row for row in await doors.rows(clock) if row.code == "supervised"]
    return (rows[0].state, f"{rows[0].due_on:%m-%d}") if rows else None


async def test_c2_supervision_may_bring_a_limit_and_the_earliest_end_holds(doors: TicketDoors) -> None:
    ticket = await doors.ticket()
    before = [row for row in await doors.rows(clock)]
    answer = await doors.push("supervised", message_id="s", working_days=5)
    assert answer.status_code == 202
    assert {one["code"] for one in answer.json()["clocks"]} == {"first_contact", "finish", "supervised"}
    assert await watched(doors) == ("running", "10-12")
    assert (await doors.push("supervised", message_id="s", working_days=5)).json() == answer.json()
    await doors.push("supervised", working_days=8)
    assert await watched(doors) == ("running", "10-12"), "a later end delays nothing"
    await doors.push("supervised", working_days=3)
    await doors.push("supervised")
    assert await watched(doors) == ("running", "10-10")
    dealt = (await doors.read(ticket["id"]))["dealings"]
    assert (dealt["times_supervised"], [one["days"] for one in dealt["supervisions"]]) == (4, [5, 8, 3])
    assert [row for row in await doors.rows(clock) if row.code != "supervised"] == before


async def test_c2_the_limit_of_a_supervision_is_shown_and_explained_as_the_hotline_set_it(doors: TicketDoors) -> None:
    ticket = await doors.ticket()
    await doors.push("supervised", working_days=3)
    path = f"/api/v1/tickets/{ticket['id']}/clocks"
    shown = {one["code"]: one for one in (await doors.clerk.get(path)).json()}
    assert (shown["supervised"]["title"], shown["supervised"]["days_total"]) == ("督办", 3)
    explained = (await doors.clerk.get(f"{path}/supervised/explanation")).json()
    assert explained["due_on"] == "2024-10-10"
    assert [day["number"] for day in explained["days"] if day["counts"]] == [1, 2, 3]
    page = await doors.clerk.get(f"/desk/tickets/{ticket['id']}/clocks/supervised")
    assert (page.status_code, "督办" in page.text) == (200, True)
    assert (await doors.clerk.get(f"/desk/tickets/{ticket['id']}")).status_code == 200


async def test_c2_the_signature_of_the_report_meets_it(doors: TicketDoors, timepiece: Timepiece) -> None:
    reported = await doors.reported()
    await doors.push("supervised", working_days=3)
    timepiece.move(at("2024-10-10 23:30"))
    signed = await doors.act(doors.head, await doors.read(reported["id"]), "sign-off")
    assert signed.status_code == 200, signed.text
    rows = {row.code: row for row in await doors.rows(clock)}
    assert (rows["supervised"].state, rows["supervised"].on_time, rows["finish"].state) == ("met", True, "met")
    await doors.push("reopened", occurred="2024-10-11 09:00")
    assert (await watched(doors)) == ("met", "10-10"), "the next round has no such limit until the hotline says one"
    timepiece.move(at("2024-10-11 10:00"))
    await doors.push("supervised", occurred="2024-10-11 09:30", working_days=1)
    assert await watched(doors) == ("running", "10-12")


async def test_c2_a_cancelled_order_owes_no_report_and_supervision_before_its_order_waits(doors: TicketDoors) -> None:
    held = await doors.push("supervised", working_days=2)
    assert held.json()["ticket_id"] is None
    await doors.ticket()
    assert await watched(doors) == ("running", "10-09")
    await doors.push("cancelled")
    assert await watched(doors) == ("cancelled", "10-09")


@pytest.mark.parametrize("days", [0, 16, -1, "3", 2.5, True])
async def test_c2_a_limit_that_is_none_is_refused(doors: TicketDoors, days: Any) -> None:
    ticket = await doors.ticket()
    refused = await doors.push("supervised", working_days=days)
    assert refused.status_code == 422
    assert [one["pointer"] for one in refused.json()["errors"]] == ["/working_days"]
    assert (await doors.read(ticket["id"]))["dealings"]["times_supervised"] == 0
