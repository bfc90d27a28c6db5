"""Complaints and reports: the limits of the law beside those of the notice, from data."""

from typing import Any

import pytest

from gongkai.clocks.store import clock
from gongkai.messaging.outbox import outbox
from gongkai.timepiece import Timepiece
from tests.service.ticket.conftest import TicketDoors
from tests.service.ticket.orders import REPORT, at
from ticket_service.ticket.domain.statutory import statutory

BOTH = {"first_contact": ("running", "10-08"), "finish": ("running", "10-25")}


async def clocks(doors: TicketDoors) -> dict[str, tuple[str, str]]:
    """State and last day of each clock."""
    return {row.code: (row.state, f"{row.due_on:%m-%d}") for row in await doors.rows(clock)}


def code_of(answer: Any) -> str:
    return str(answer.json()["type"]).removeprefix("urn:gongkai:problem:")


def test_c9_the_limits_of_the_law_are_data() -> None:
    told = {one.limit.code: (one.matter.value, one.limit.n, one.limit.unit.value) for one in statutory()}
    assert told == {
        "complaint_accept": ("complaint", 7, "working_days"),
        "mediation": ("complaint", 60, "calendar_days"),
        "report_decision": ("report", 15, "working_days"),
    }


async def test_c9_a_complaint_runs_its_own_clocks_beside_the_fifteen_days(
    doors: TicketDoors, timepiece: Timepiece
) -> None:
    ticket = await doors.ticket()
    timepiece.move(at("2024-10-08 09:00"))
    found = await doors.act(doors.clerk, ticket, "matter", kind="complaint")
    assert found.json()["matter_kind"] == "complaint"
    assert await clocks(doors) == BOTH | {"complaint_accept": ("running", "10-15")}, "counted from the receipt"
    accepted = await doors.act(doors.clerk, found.json(), "legal-steps", step="complaint_accepted")
    assert accepted.status_code == 201, accepted.text
    after = await clocks(doors)
    assert after["complaint_accept"][0] == "met"
    assert after["mediation"] == ("running", "12-09"), "60 calendar days end on Saturday 7 December"
    ended = await doors.act(doors.clerk, accepted.json(), "legal-steps", step="mediation_ended")
    assert (await clocks(doors))["mediation"][0] == "met"
    assert [one["step"] for one in ended.json()["dealings"]["legal_steps"]] == ["complaint_accepted", "mediation_ended"]
    types = [row.type for row in sorted(await doors.rows(outbox), key=lambda row: row.seq)]
    assert types[1:] == ["gongkai.ticket.classified.v1", *["gongkai.ticket.legal-step-taken.v1"] * 2]


async def test_c9_a_refused_complaint_is_not_mediated(doors: TicketDoors) -> None:
    found = (await doors.act(doors.clerk, await doors.ticket(), "matter", kind="complaint")).json()
    early = await doors.act(doors.clerk, found, "legal-steps", step="mediation_ended")
    assert (early.status_code, code_of(early)) == (409, "legal-step-untimely")
    refused = (await doors.act(doors.clerk, found, "legal-steps", step="complaint_refused")).json()
    assert "mediation" not in await clocks(doors)
    for step in ("complaint_accepted", "complaint_refused", "mediation_ended", "case_opened"):
        assert code_of(await doors.act(doors.clerk, refused, "legal-steps", step=step)) == "legal-step-untimely"


async def test_c9_a_matter_classified_anew_owes_what_the_new_kind_owes(
    doors: TicketDoors, timepiece: Timepiece
) -> None:
    found = (await doors.act(doors.clerk, await doors.ticket(), "matter", kind="complaint")).json()
    same = await doors.act(doors.clerk, found, "matter", kind="complaint")
    assert (same.status_code, code_of(same)) == (409, "same-matter")
    again = await doors.act(doors.clerk, found, "matter", kind="report")
    assert again.status_code == 200, again.text
    after = await clocks(doors)
    assert (after["complaint_accept"][0], after["report_decision"]) == ("cancelled", ("running", "10-25"))
    decided = await doors.act(doors.clerk, again.json(), "legal-steps", step="case_opened")
    assert (await clocks(doors))["report_decision"][0] == "met"
    timepiece.move(at("2024-10-08 09:00"))
    back = await doors.act(doors.clerk, decided.json(), "matter", kind="complaint")
    assert back.status_code == 200, back.text
    assert (await clocks(doors))["complaint_accept"] == ("running", "10-15"), "still from the receipt"


async def test_c9_the_hotline_may_say_what_the_matter_is(doors: TicketDoors) -> None:
    await doors.push(matter="举报")
    assert await clocks(doors) == BOTH | {"report_decision": ("running", "10-25")}
    await doors.push("cancelled", occurred="2024-09-30 10:30")
    assert {state for state, _ in (await clocks(doors)).values()} == {"cancelled"}


async def test_c9_the_report_is_signed_while_mediation_goes_on(doors: TicketDoors) -> None:
    found = (await doors.act(doors.clerk, await doors.contacted(), "matter", kind="complaint")).json()
    accepted = (await doors.act(doors.clerk, found, "legal-steps", step="complaint_accepted")).json()
    drafted = await doors.act(doors.clerk, accepted, "report", **REPORT)
    signed = await doors.act(doors.head, drafted.json(), "sign-off")
    assert signed.json()["state"] == "finished"
    assert (await clocks(doors))["mediation"][0] == "running"
    ended = await doors.act(doors.clerk, signed.json(), "legal-steps", step="mediation_ended")
    assert ended.status_code == 201
    assert (await clocks(doors))["mediation"][0] == "met"


@pytest.mark.parametrize(("act", "body"), [("matter", {"kind": "x"}), ("legal-steps", {"step": "x"})])
async def test_c9_an_unknown_kind_or_step_is_pointed_at(doors: TicketDoors, act: str, body: dict[str, str]) -> None:
    refused = await doors.act(doors.clerk, await doors.ticket(), act, **body)
    assert refused.status_code == 422
