"""The list of tickets at the desk: what is due next stands first, filters, numbers, pages, and what others see."""

import re
from typing import Any

import httpx
import pytest
from sqlalchemy import select, text

from gongkai.clocks import store as clocks
from gongkai.timepiece import Timepiece
from tests.service.ticket.conftest import TicketDoors
from tests.service.ticket.orders import NAME, PHONE, at
from tests.statements import counted
from ticket_service.casework.domain.worklist import QueueColour, WorklistFilter, WorklistGroup, WorklistMark, spellings
from ticket_service.casework.pages.ticket_lines import colour_edges
from ticket_service.casework.store import WorklistQuery, page_statement
from ticket_service.ticket.domain.next_deadline import deadline_columns
from ticket_service.ticket.store.tables import RARE, ticket
from ticket_service.ticket.values.order import Source

HTML = {"Accept": "text/html"}


async def shown(who: httpx.AsyncClient, **filters: str) -> str:
    """The main part of the list."""
    answer = await who.get("/desk/tickets", params=filters, headers=HTML)
    assert answer.status_code == 200, answer.text
    return answer.text.partition("<main")[2]


def numbers(page: str) -> list[str]:
    """The tickets of a page, in order."""
    return re.findall(r"data-open>(GD-[^<]+)<", page)


async def test_f6_the_clock_that_is_due_next_leads(doors: TicketDoors) -> None:
    """A ticket whose citizen waits for a call stands before one that only has to be finished, though it came later."""
    first = await doors.contacted(order_no="first")
    second = await doors.ticket(order_no="second")
    page = await shown(doors.clerk)
    assert numbers(page) == [second["no"], first["no"]]
    row = page.partition(second["no"])[2].partition("</tr>")[0]
    assert row.index("先行联系") < row.index("办结")
    assert "先行联系" not in page.partition(first["no"])[2].partition("</tr>")[0]


async def test_f6_late_ones_stand_first_and_say_so(doors: TicketDoors, timepiece: Timepiece) -> None:
    late = await doors.contacted(order_no="late")
    timepiece.move(at("2024-10-28 10:00"))
    fresh = await doors.ticket(order_no="fresh", occurred="2024-10-28 09:00", dispatched_at="2024-10-28T09:00:00+08:00")
    page = await shown(doors.clerk)
    assert numbers(page) == [late["no"], fresh["no"]]
    assert "已超期1个工作日" in page
    assert numbers(await shown(doors.clerk, colour="overdue")) == [late["no"]]


async def test_f6_what_stands_beside_a_ticket_is_what_its_clocks_say_whatever_is_done(doors: TicketDoors) -> None:
    """The list reads copies; an act that moved a clock past them would put the ticket in a wrong place."""
    one = await doors.ticket()
    acts: tuple[tuple[httpx.AsyncClient, str, dict[str, str]], ...] = (
        (doors.clerk, "matter", {"kind": "complaint"}),
        (doors.clerk, "contacts", {"channel": "phone", "outcome": "reached"}),
        (doors.clerk, "legal-steps", {"step": "complaint_accepted"}),
        (doors.head, "pauses", {"rule": "inspection", "note": "送检"}),
        (doors.clerk, "resumption", {}),
        (doors.clerk, "parts", {"matter": "report", "title": "举报", "content": "举报内容", "reason": "兼有举报"}),
    )
    stood = {await _beside(doors)}
    for who, act, body in acts:
        headers = {"If-Match": f'"{(await doors.read(one["id"]))["version"]}"', "Idempotency-Key": f"key-of-{act:_>20}"}
        answer = await who.post(f"/api/v1/tickets/{one['id']}/{act}", headers=headers, json=body or None)
        assert answer.is_success, answer.text
        stood.add(await _beside(doors))
    await doors.push("supervised", working_days=2, occurred="2024-09-30 10:50")
    stood.add(await _beside(doors))
    assert len(stood) > len(acts) - 2, "the acts move what leads"


async def _beside(doors: TicketDoors) -> str:
    """What stands beside all tickets, once it was compared with their clocks."""
    async with doors.running.reading() as db:
        rows = (await db.execute(select(ticket))).all()
        known = await clocks.of_all(db, [row.id for row in rows])
    for row in rows:
        assert deadline_columns(known[row.id]) == {name: getattr(row, name) for name in deadline_columns(known[row.id])}
    return repr([(row.next_due_at, row.next_clock, row.next_standing) for row in rows])


async def test_f6_a_pause_is_said_in_words_and_stands_where_it_can_be_found(doors: TicketDoors) -> None:
    ticket = await doors.contacted()
    paused = await doors.act(doors.head, ticket, "pauses", rule="inspection", note="送检")
    assert paused.status_code == 201, paused.text
    assert "已暂停" in await shown(doors.clerk)
    assert numbers(await shown(doors.clerk, colour="paused")) == [ticket["no"]]
    assert numbers(await shown(doors.clerk, colour="green")) == []
    assert (await doors.act(doors.clerk, paused.json(), "resumption")).status_code == 200
    assert numbers(await shown(doors.clerk, colour="paused")) == []


async def test_a2_a_provisional_date_is_never_shown_as_final(doors: TicketDoors, timepiece: Timepiece) -> None:
    timepiece.move(at("2026-12-28 10:00"))
    ticket = await doors.ticket(occurred="2026-12-28 09:00", dispatched_at="2026-12-28T09:00:00+08:00")
    assert (await doors.act(doors.clerk, ticket, "contacts", channel="phone", outcome="reached")).status_code == 201
    page = await shown(doors.clerk)
    assert "（暂定）" in page
    assert numbers(await shown(doors.clerk, colour="provisional")) == [ticket["no"]]


async def test_f6_marks_say_what_one_has_to_know(doors: TicketDoors) -> None:
    citizen = {"name": NAME, "phone": PHONE, "anonymous": False, "confidential": True}
    ticket = await doors.ticket(citizen=citizen, matter="投诉")
    await doors.push("urged", occurred="2024-09-30 10:20")
    await doors.push("supervised", occurred="2024-09-30 10:30")
    page = await shown(doors.clerk)
    for words in ("国办单", "要求保密", "催单1次", "督办", "投诉", ticket["no"]):
        assert words in page


FILTERS: list[tuple[dict[str, str], dict[str, Any]]] = [
    ({"matter": "complaint"}, {"matter": "投诉"}),
    ({"source": "china_gov_website"}, {"source": "国办单"}),
    ({"source": "app"}, {"source": "随申办"}),
    ({"source": "other"}, {"source": "热线新增的来源"}),
]


@pytest.mark.parametrize(("asked", "changed"), FILTERS, ids=[str(asked) for asked, _ in FILTERS])
async def test_f6_a_filter_finds_its_own_and_nothing_else(
    doors: TicketDoors, asked: dict[str, str], changed: dict[str, Any]
) -> None:
    await doors.ticket(order_no="plain", source="市民来电")
    wanted = await doors.ticket(order_no="wanted", **{"source": "市民来电"} | changed)
    assert numbers(await shown(doors.clerk, **asked)) == [wanted["no"]]


@pytest.mark.parametrize("mark", ["urged", "supervised"])
async def test_f6_what_the_hotline_presses_for_is_found(doors: TicketDoors, mark: str) -> None:
    await doors.ticket(order_no="plain")
    wanted = await doors.ticket(order_no="wanted")
    await doors.push(mark, occurred="2024-09-30 10:20", order_no="wanted")
    assert numbers(await shown(doors.clerk, mark=mark)) == [wanted["no"]]


async def test_c2_an_order_that_came_as_supervised_is_found_with_the_others(doors: TicketDoors) -> None:
    await doors.ticket(order_no="plain")
    wanted = await doors.ticket(order_no="wanted", kind="督办单")
    page = await shown(doors.clerk, mark="supervised")
    assert numbers(page) == [wanted["no"]]
    assert '<span class="mark">督办</span>' in page


async def test_c3_an_objection_that_waits_is_found(doors: TicketDoors) -> None:
    await doors.ticket(order_no="plain")
    wanted = await doors.ticket(order_no="wanted")
    said = await doors.act(doors.clerk, wanted, "objection", reason="经营场所不在本区")
    assert said.status_code == 201, said.text
    page = await shown(doors.office, mark="objection")
    assert numbers(page) == [wanted["no"]]
    assert "派单异议待定" in page


async def test_c9_a_helping_unit_finds_what_it_helps_with(doors: TicketDoors) -> None:
    await doors.ticket(order_no="plain")
    wanted = await doors.ticket(order_no="wanted")
    path = f"/api/v1/tickets/{wanted['id']}/co-units"
    named = await doors.head.put(
        path, json={"units": ["huangpu"], "reason": "黄浦有仓库"}, headers={"If-Match": f'"{wanted["version"]}"'}
    )
    assert named.status_code == 200, named.text
    assert numbers(await shown(doors.stranger)) == []
    page = await shown(doors.stranger, mark="helped")
    assert numbers(page) == [wanted["no"]]
    assert 'name="pick"' not in page, "who helps does not handle"


async def test_f6_groups_of_states(doors: TicketDoors) -> None:
    fresh = await doors.ticket(order_no="fresh")
    handled = await doors.contacted(order_no="handled")
    reported = await doors.reported(order_no="reported")
    finished = await doors.finished(order_no="finished")
    found = {group: numbers(await shown(doors.clerk, group=group)) for group in WorklistGroup}
    assert found[WorklistGroup.to_contact] == [fresh["no"]]
    assert found[WorklistGroup.in_hand] == [handled["no"]]
    assert found[WorklistGroup.to_sign] == [reported["no"]]
    assert found[WorklistGroup.done] == [finished["no"]]
    assert sorted(found[WorklistGroup.open]) == sorted([fresh["no"], handled["no"], reported["no"]])
    assert len(found[WorklistGroup.other]) == 4
    assert found[WorklistGroup.back] == []


async def test_f4_others_read_neither_the_list_nor_the_citizen(doors: TicketDoors) -> None:
    await doors.ticket(title=f"{NAME}反映超市出售过期酸奶，电话{PHONE}")
    assert numbers(await shown(doors.stranger)) == []
    seen = await shown(doors.office)
    assert NAME not in seen
    assert PHONE not in seen
    assert "浦东新区市场监管局" in seen
    assert numbers(await shown(doors.office, office="huangpu")) == []
    assert len(numbers(await shown(doors.office, office="pudong"))) == 1


@pytest.mark.parametrize("said", ["no", "order_no"])
async def test_f6_a_whole_number_leads_to_its_ticket(doors: TicketDoors, said: str) -> None:
    ticket = await doors.ticket()
    found = await doors.clerk.get("/desk/tickets", params={"number": ticket[said].lower()}, headers=HTML)
    assert (found.status_code, found.headers["Location"]) == (303, f"/desk/tickets/{ticket['id']}")
    hidden = await doors.stranger.get("/desk/tickets", params={"number": ticket[said]}, headers=HTML)
    assert hidden.status_code == 200
    assert ticket["no"] not in hidden.text.partition("没有符合条件的办件")[2]


async def test_f6_the_first_signs_of_a_number_find_those_that_begin_so(doors: TicketDoors) -> None:
    first, second = await doors.ticket(order_no="SH-77-1"), await doors.ticket(order_no="SH-77-2")
    await doors.ticket(order_no="SH-88-1")
    assert numbers(await shown(doors.clerk, number="SH-77")) == [first["no"], second["no"]]
    assert len(numbers(await shown(doors.clerk, number="gd-2409"))) == 3
    assert "没有符合条件的办件" in await shown(doors.clerk, number="SH-77_")


async def test_f6_nothing_to_do_is_said_in_words(doors: TicketDoors) -> None:
    assert "现在没有待办的热线工单" in await shown(doors.clerk)
    assert "没有符合条件的办件" in await shown(doors.clerk, mark="urged", colour="nonsense")


@pytest.mark.parametrize("group", [WorklistGroup.open, WorklistGroup.other])
async def test_f3_pages_go_on_where_the_last_one_ended(doors: TicketDoors, group: WorklistGroup) -> None:
    made = [(await doors.ticket(order_no=f"order-{number}"))["no"] for number in range(5)]
    seen: list[str] = []
    address = f"/desk/tickets?group={group}&limit=2"
    for _ in range(3):
        page = (await doors.clerk.get(address, headers=HTML)).text
        seen += numbers(page)
        assert "共 <strong>5</strong> 件" in page
        following = re.search(r'href="([^"]+)" rel="next"', page)
        address = following[1].replace("&amp;", "&") + "&limit=2" if following else ""
    assert (sorted(seen), address) == (sorted(made), "")


async def test_f3_a_page_costs_as_many_statements_for_twenty_rows_as_for_one(doors: TicketDoors) -> None:
    costs = []
    for number in range(20):
        await doors.ticket(order_no=f"order-{number}")
        if number in (0, 19):
            with counted(doors.running) as asked:
                assert len(numbers(await shown(doors.clerk))) == number + 1
            costs.append(len(asked))
    assert costs[0] == costs[1] == 3, "the page, the figure, the clocks"


@pytest.mark.parametrize("source", [one for one in Source if one not in (Source.phone, Source.other)])
def test_c2_the_index_of_a_door_knows_all_its_spellings(source: Source) -> None:
    assert RARE[source.value] == f"""("order" ->> 'source') IN {spellings(source)}"""


def test_c2_what_no_door_is_known_for_is_found_too() -> None:
    known = tuple(words for source in Source if source is not Source.other for words in spellings(source))
    assert RARE["other"] == f"""("order" ->> 'source') NOT IN {known}"""


WALKS = [
    (WorklistFilter(reader="pudong"), "ix_ticket_unit_state_next"),
    (WorklistFilter(), "ix_ticket_state_next"),
    (WorklistFilter(mark=WorklistMark.urged), "ix_ticket_urged"),
    (WorklistFilter(mark=WorklistMark.supervised), "ix_ticket_supervised"),
    (WorklistFilter(mark=WorklistMark.objection), "ix_ticket_objection"),
    (WorklistFilter(source=Source.china_gov_website), "ix_ticket_china_gov_website"),
    (WorklistFilter(source=Source.app), "ix_ticket_app"),
    (WorklistFilter(colour=QueueColour.paused), "ix_ticket_paused"),
    (WorklistFilter(colour=QueueColour.provisional), "ix_ticket_provisional"),
]


@pytest.mark.parametrize(("wanted", "index"), WALKS, ids=[index for _, index in WALKS])
async def test_f3_a_page_follows_an_index_however_many_tickets_there_are(
    doors: TicketDoors, wanted: WorklistFilter, index: str
) -> None:
    running = doors.running
    asked = WorklistQuery(wanted, colour_edges(running), running.timepiece.now())
    async with running.engine.begin() as db:
        await db.execute(text("SET LOCAL enable_seqscan = off"))
        await db.execute(text("SET LOCAL enable_bitmapscan = off"))
        await db.execute(text("SET LOCAL enable_sort = off"))
        statement = page_statement(asked, None, 21)
        compiled = statement.compile(db.sync_engine, compile_kwargs={"literal_binds": True})
        plan = str((await db.exec_driver_sql(f"EXPLAIN {compiled}".replace("%%", "%"))).all())
    assert plan.count(f"using {index} ") == len(wanted.states), plan
