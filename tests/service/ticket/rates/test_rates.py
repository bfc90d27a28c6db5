"""The rates over real orders: each round where it ended, exclusions by name, each reader his own unit (C7)."""

from runpy import run_path
from typing import Any, Final

import pytest
from sqlalchemy import delete, text

from gongkai.actor import Actor
from gongkai.messaging.outbox import outbox
from gongkai.organisation.units import units
from gongkai.timepiece import Timepiece
from tests.service.ticket.conftest import TicketDoors
from tests.service.ticket.orders import REPORT, at
from tests.service.ticket.rates.asking_rates import AUTUMN, behind, rates
from ticket_service.service import SERVICE
from ticket_service.ticket.store.ended_rounds import ticket_round
from ticket_service.ticket.store.tables import ticket as ticket_table
from ticket_service.ticket.store.tables import ticket_event

AFTER: Final = "2024-10-09 09:30"


async def finished(doors: TicketDoors, timepiece: Timepiece) -> dict[str, Any]:
    """A ticket that was finished on 30 September; it is 9 October."""
    timepiece.move(at("2024-09-30 11:00"))
    ticket = await doors.finished()
    timepiece.move(at("2024-10-09 10:00"))
    return ticket


async def handled_again(doors: TicketDoors, ticket: dict[str, Any]) -> None:
    """The second round comes to its end."""
    again = await doors.read(ticket["id"])
    drafted = await doors.act(doors.clerk, again, "report", **REPORT)
    assert (await doors.act(doors.head, drafted.json(), "sign-off")).status_code == 200


async def test_c7_an_order_handled_in_time_counts_in_every_rate(doors: TicketDoors, timepiece: Timepiece) -> None:
    await finished(doors, timepiece)
    await doors.push("survey.result", occurred=AFTER, grade="基本满意", contacted_first=True, solved=False)
    found = await rates(doors.office)
    shown = {code: (one["numerator"], one["denominator"]) for code, one in found.items()}
    assert shown == {
        "contacted_said": (1, 1),
        "contacted": (1, 1),
        "finished": (1, 1),
        "solved": (1, 1),
        "solved_said": (0, 1),
        "satisfied": (0.8, 1),
        "still_dissatisfied": (0, 0),
        "rehandled": (0, 1),
        "returned": (0, 1),
    }
    assert found["satisfied"]["value"] == 0.8


async def test_c7_a_doubled_survey_counts_once_and_why_he_said_so_stays_private(
    doors: TicketDoors, timepiece: Timepiece
) -> None:
    ticket = await finished(doors, timepiece)
    for message_id in ("one", "one", "two"):
        answer = await doors.push(
            "survey.result",
            message_id=message_id,
            occurred=AFTER,
            grade="满意",
            contacted_first=False,
            reason="甄有问很满意",
        )
        assert answer.status_code == 202
    found = await rates(doors.office)
    assert (found["satisfied"]["denominator"], found["contacted_said"]["counts"]) == (1, {"not_contacted": 1})
    surveys = (await doors.read(ticket["id"]))["dealings"]["surveys"]
    assert [one["grade"] for one in surveys] == ["satisfied"]
    kept = [await doors.rows(table) for table in (ticket_table, ticket_event, outbox, ticket_round)]
    assert "很满意" not in str(kept)


@pytest.mark.parametrize("unfit", ["yes", 1, "是"])
async def test_c7_whether_staff_came_first_is_yes_or_no(doors: TicketDoors, unfit: Any) -> None:
    answer = await doors.push("survey.result", occurred=AFTER, grade="满意", contacted_first=unfit)
    assert answer.status_code == 422
    assert [point["pointer"] for point in answer.json()["errors"]] == ["/contacted_first"]


async def test_c7_each_round_counts_for_itself_and_the_second_dissatisfied_one_is_seen(
    doors: TicketDoors, timepiece: Timepiece
) -> None:
    ticket = await finished(doors, timepiece)
    await doors.push("survey.result", occurred=AFTER, grade="不满意", contacted_first=True)
    await handled_again(doors, ticket)
    timepiece.move(at("2024-10-10 10:00"))
    await doors.push("survey.result", occurred="2024-10-10 09:30", grade="不满意")
    found = await rates(doors.office)
    assert found["satisfied"]["counts"] == {"dissatisfied": 2}
    assert found["contacted_said"]["counts"] == {"contacted": 1, "not_said": 1}
    assert found["rehandled"]["counts"] == {"rehandled": 1, "rested": 1}
    assert found["finished"]["counts"] == {"on_time": 2}
    assert found["contacted"]["counts"] == {"on_time": 1}, "the first contact is owed once"
    assert found["still_dissatisfied"]["counts"] == {"dissatisfied": 1}
    (line,) = await behind(doors.office, "still_dissatisfied", "numerator")
    assert (line["ticket_id"], line["cycle"], line["part"]) == (ticket["id"], 2, "dissatisfied")


async def test_c7_what_comes_late_counts_for_the_round_of_which_it_speaks(
    doors: TicketDoors, timepiece: Timepiece
) -> None:
    ticket = await finished(doors, timepiece)
    await doors.push("reopened", occurred="2024-10-09 09:40")
    await doors.push("survey.result", occurred=AFTER, grade="满意", solved=True)
    await handled_again(doors, ticket)
    found = await rates(doors.office)
    assert found["satisfied"]["counts"] == {"satisfied": 1, "pending": 1}
    assert [line["cycle"] for line in await behind(doors.office, "satisfied", "satisfied")] == [1]
    assert [line["cycle"] for line in await behind(doors.office, "satisfied", "pending")] == [2]
    assert found["still_dissatisfied"]["exclusions"]["pending"] == 1


async def test_c7_a_survey_may_come_before_the_signature(doors: TicketDoors, timepiece: Timepiece) -> None:
    ticket = await finished(doors, timepiece)
    await doors.push("reopened", occurred=AFTER)
    assert (await rates(doors.office))["rehandled"]["counts"] == {"rehandled": 1}
    await doors.push("survey.result", occurred="2024-10-09 09:40", grade="满意")
    await handled_again(doors, ticket)
    assert (await rates(doors.office))["satisfied"]["counts"] == {"pending": 1, "satisfied": 1}


async def test_c7_returned_and_cancelled_orders_are_excluded_by_name(doors: TicketDoors) -> None:
    returned = await doors.ticket(order_no="R")
    await doors.act(doors.clerk, returned, "returns", reason="not_our_duty", note="不属本局。")
    await doors.push("return.accepted", occurred="2024-09-30 11:10", order_no="R")
    await doors.ticket(order_no="C")
    await doors.push("cancelled", occurred="2024-09-30 11:10", order_no="C")
    found = await rates(doors.office)
    for code in ("contacted", "finished", "satisfied", "solved", "rehandled"):
        excluded = {part: count for part, count in found[code]["exclusions"].items() if count}
        assert (found[code]["denominator"], excluded) == (0, {"returned": 1, "cancelled": 1}), code
    assert found["returned"]["counts"] == {"returned": 1, "cancelled": 1}
    assert (found["returned"]["numerator"], found["returned"]["denominator"]) == (1, 1)


async def test_c7_an_order_that_comes_back_after_its_return_owes_contact_and_finish_anew(
    doors: TicketDoors, timepiece: Timepiece
) -> None:
    ticket = await doors.ticket()
    await doors.act(doors.clerk, ticket, "returns", reason="not_our_duty", note="不属本局。")
    await doors.push("return.accepted", occurred="2024-09-30 11:10")
    timepiece.move(at("2024-10-09 10:00"))
    await doors.push("reopened", occurred=AFTER)
    found = await rates(doors.office)
    assert found["contacted"]["counts"] == {"returned": 1, "pending": 1}
    assert found["returned"]["counts"] == {"returned": 1}
    timepiece.move(at("2024-10-15 10:00"))
    assert (await rates(doors.office))["contacted"]["counts"] == {"returned": 1, "overdue": 1}


async def test_c7_what_is_open_counts_against_once_it_is_overdue(doors: TicketDoors, timepiece: Timepiece) -> None:
    await doors.ticket()
    assert (await rates(doors.office))["finished"]["counts"] == {"pending": 1}
    timepiece.move(at("2024-10-28 10:00"))
    found = await rates(doors.office)
    assert (found["finished"]["numerator"], found["finished"]["denominator"]) == (0, 1)
    assert found["contacted"]["counts"] == {"overdue": 1}
    (line,) = await behind(doors.office, "finished", "overdue")
    assert (line["day"], line["unit_name"]) == ("2024-10-25", "浦东新区市场监管局")


async def test_c7_an_extension_and_a_pause_move_what_is_due(doors: TicketDoors, timepiece: Timepiece) -> None:
    ticket = await doors.contacted()
    paused = await doors.act(doors.head, ticket, "pauses", rule="inspection", note="送检。")
    assert paused.status_code == 201, paused.text
    timepiece.move(at("2024-10-28 10:00"))
    assert (await rates(doors.office))["finished"]["counts"] == {"paused": 1}
    resumed = await doors.act(doors.clerk, paused.json(), "resumption")
    assert resumed.status_code == 200, resumed.text
    assert (await rates(doors.office))["finished"]["counts"] == {}, "it is due in November"
    assert (await rates(doors.office, to="2024-11-30"))["finished"]["counts"] == {"pending": 1}


async def test_c7_a_part_of_a_split_order_counts_nowhere(doors: TicketDoors) -> None:
    ticket = await doors.contacted()
    content = {"matter": "report", "title": "举报", "content": "要求立案。", "reason": "来件同时含投诉和举报"}
    headers = {"If-Match": f'"{ticket["version"]}"', "Idempotency-Key": "a-part-of-this-order"}
    split = await doors.clerk.post(f"/api/v1/tickets/{ticket['id']}/parts", json=content, headers=headers)
    assert split.status_code == 201, split.text
    found = await rates(doors.office)
    assert (found["contacted"]["counts"], found["finished"]["counts"]) == ({"on_time": 1}, {"pending": 1})
    await doors.push("cancelled", occurred="2024-09-30 11:10")
    found = await rates(doors.office)
    assert (found["finished"]["counts"], found["satisfied"]["counts"]) == ({"cancelled": 1}, {"cancelled": 1})
    assert await doors.count(ticket_table) == 2


async def test_c7_rounds_of_before_are_taken_over(doors: TicketDoors, timepiece: Timepiece) -> None:
    """What the migration writes of older tickets is what the service writes now."""
    await finished(doors, timepiece)
    await doors.push("survey.result", occurred=AFTER, grade="满意")
    await doors.ticket(order_no="C")
    await doors.push("cancelled", occurred="2024-10-09 09:40", order_no="C")
    returned = await doors.ticket(order_no="R")
    await doors.act(doors.clerk, returned, "returns", reason="not_our_duty", note="不属本局。")
    await doors.push("return.accepted", occurred="2024-10-09 09:50", order_no="R")
    written = {row.ticket_id: row for row in await doors.rows(ticket_round)}
    take_over = run_path(str(SERVICE.migrations / "versions" / "0009_rates.py"))["TAKE_OVER"]
    async with doors.running.work(Actor.system()) as work:
        await work.db.execute(delete(ticket_round))
        await work.db.execute(text(take_over))
    assert {row.ticket_id: row for row in await doors.rows(ticket_round)} == written


async def test_c7_people_of_a_unit_see_its_own_figures(doors: TicketDoors) -> None:
    await doors.ticket()
    await doors.ticket(order_no="2", district="黄浦区")
    answer = await doors.office.get("/api/v1/rates", params=AUTUMN)
    assert {one["unit"] for one in answer.json()["units"]} == {"pudong", "huangpu"}
    for who, unit in ((doors.clerk, "pudong"), (doors.stranger, "huangpu")):
        answer = await who.get("/api/v1/rates", params=AUTUMN)
        assert (answer.json()["unit"], [one["unit"] for one in answer.json()["units"]]) == (unit, [unit])
        assert [line["unit"] for line in await behind(who, "finished", "pending")] == [unit]
    refused = await doors.clerk.get("/api/v1/rates", params=AUTUMN | {"unit": "huangpu"})
    assert (refused.status_code, refused.json()["type"]) == (403, "urn:gongkai:problem:figures-of-another-unit")
    for path in ("", "/tickets"):
        params = AUTUMN | {"unit": "huangpu", "rate": "finished"}
        assert (await doors.clerk.get(f"/api/v1/rates{path}", params=params)).status_code == 403
        assert (await doors.secrecy.get(f"/api/v1/rates{path}", params=params)).status_code == 403


async def test_c7_units_stand_in_the_order_of_the_organisation(doors: TicketDoors) -> None:
    for number, district in enumerate(("崇明区", "浦东新区", "黄浦区", "徐汇区")):
        await doors.ticket(order_no=str(number), district=district)
    answer = await doors.office.get("/api/v1/rates", params=AUTUMN)
    shown = [one["unit"] for one in answer.json()["units"]]
    assert len(shown) == 4
    assert shown == [code for code in units() if code in shown]


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        ({"from": "2024-10-02", "to": "2024-10-01"}, 422, "period-reversed"),
        ({"from": "2024-12-01", "to": "2024-12-02"}, 422, "period-ahead"),
        ({"from": "2021-10-02", "to": "2024-10-01"}, 422, "period-too-long"),
        ({"from": "yesterday"}, 422, "invalid-parameters"),
        ({"unit": "nowhere"}, 404, "unit-unknown"),
        ({"rate": "rank"}, 404, "rate-unknown"),
        ({"part": "overdue", "rate": "satisfied"}, 404, "rate-part-unknown"),
        ({"rate": "satisfied", "cursor": "x"}, 422, "cursor-invalid"),
    ],
)
async def test_c7_what_cannot_be_counted_is_refused(
    doors: TicketDoors, asked: dict[str, str], status: int, code: str
) -> None:
    for path in ("/tickets",) if asked.keys() & {"rate", "part"} else ("", "/tickets"):
        answer = await doors.office.get(f"/api/v1/rates{path}", params={"rate": "satisfied"} | asked)
        assert answer.status_code == status
        if asked != {"from": "yesterday"}:
            assert answer.json()["type"] == f"urn:gongkai:problem:{code}"
