"""Both sides' open orders, compared: what differs becomes a task, stays one task, and ends by itself."""

from base64 import b64encode
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from pydantic import ValidationError
from pydantic_core import from_json

from gongkai.audit.entries import audit_entry
from gongkai.timepiece import Timepiece
from gongkai.webhooks.signatures import Signatures
from gongkai_dev.hotline_sandbox.roll import HeldOrder
from gongkai_dev.hotline_sandbox.sandbox import HotlineSandbox
from tests.bench.site import free_port
from tests.event_pipeline import eventually
from tests.makers import House
from tests.service.ticket.conftest import LOOPBACK, TicketDoors, at_the_doors, courier_of
from tests.service.ticket.orders import NAME, REPORT, SECRET, at, event
from tests.statements import statements
from ticket_service.reconciliation.domain import ManifestBroken
from ticket_service.reconciliation.gateways import keep_whole
from ticket_service.reconciliation.pages import trouble_words
from ticket_service.reconciliation.store import reconciliation_difference, reconciliation_run
from ticket_service.reconciliation.timers import compare_when_due
from ticket_service.reconciliation.usecases import TRIES
from ticket_service.service import SERVICE

HERE = "/api/v1/hotline/reconciliation"
MOBILE = "13812345678"
PAGE = "/desk/hotline/reconciliation"
HTML = {"Accept": "text/html"}
FORM = {"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}
OTHER_SECRET = "whsec_" + b64encode(bytes(32)).decode()


@dataclass
class Both:
    """The bureau and a hotline that pushes its orders there and lists what is open."""

    doors: TicketDoors
    hotline: HotlineSandbox
    timepiece: Timepiece

    async def order(self, order_no: str, **changed: Any) -> dict[str, Any]:
        """An order that both sides know."""
        answer = await self.hotline.push("transfer.created", event(order_no=order_no, **changed)["order"])
        assert answer.status_code == 202, answer.text
        return dict(answer.json())

    async def next_day(self) -> int:
        """Tomorrow at half past eight; the comparison, if one is due."""
        self.timepiece.move(self.timepiece.now() + timedelta(days=1))
        return await compare_when_due(self.doors.running)

    async def differences(self, **asked: Any) -> list[dict[str, Any]]:
        """The open ones."""
        answer = await self.doors.office.get(f"{HERE}/differences", params=asked)
        assert answer.status_code == 200, answer.text
        return list(answer.json()["items"])

    async def kinds(self) -> list[tuple[str, str]]:
        """Number and kind of the open ones."""
        return sorted((one["order_no"], one["kind"]) for one in await self.differences())


@pytest.fixture
async def both(house: House, timepiece: Timepiece) -> AsyncIterator[Both]:
    """It is Wednesday, 9 October 2024, 8:30 in Shanghai; today's comparison is due."""
    timepiece.move(at("2024-10-09 08:30"))
    port = free_port()
    here = f"http://127.0.0.1:{port}"
    changed: dict[str, Any] = {
        "hotline_secrets": (SECRET,),
        "hotline_url": f"{here}/callbacks",
        "hotline_manifest_url": f"{here}/manifest",
        "hotline_networks": LOOPBACK,
    }
    async with house.open(SERVICE, **changed) as running, at_the_doors(running) as doors:
        sandbox = HotlineSandbox("http://gongkai.test", SECRET, doors.hotline)
        async with sandbox.listening(f"{here}/callbacks"):
            yield Both(doors, sandbox, timepiece)


async def test_c8_both_sides_agree_and_the_run_says_how_many_were_compared(both: Both) -> None:
    for number in range(3):
        await both.order(f"agreed-{number}")
    assert await both.next_day() == 1
    assert await both.differences() == []
    (run,) = (await both.doors.office.get(f"{HERE}/runs")).json()
    assert (run["state"], run["ours"], run["theirs"], run["found"]) == ("done", 3, 3, 0)


async def test_c8_every_kind_of_difference_becomes_a_task(both: Both) -> None:
    for name in ("agreed", "content", "due", "finished", "lost-there", "state"):
        await both.order(name)
    roll = both.hotline.roll._held
    roll["lost-here"] = HeldOrder()
    roll["content"] = HeldOrder(title="别的", content="内容")
    roll["due"] = HeldOrder(**(vars_of(roll["due"]) | {"finish_due_on": "2024-12-31"}))
    roll["state"] = HeldOrder(**(vars_of(roll["state"]) | {"state": "returned"}))
    del roll["lost-there"]
    await finished(both, "finished")
    await both.next_day()
    assert await both.kinds() == [
        ("content", "content_differs"),
        ("due", "due_differs"),
        ("finished", "state_differs"),
        ("lost-here", "unknown_here"),
        ("lost-there", "unknown_there"),
        ("state", "state_differs"),
    ]
    due = next(one for one in await both.differences(kind="due_differs"))
    assert due["ours"].startswith("2024-1")
    assert due["theirs"].startswith("2024-12-31")
    assert due["unit"] == "pudong"
    assert [one["order_no"] for one in await both.differences(kind="unknown_here")] == ["lost-here"]


async def test_c8_a_difference_stays_one_task_and_ends_by_itself(both: Both) -> None:
    await both.order("lost")
    held = both.hotline.roll._held.pop("lost")
    await both.next_day()
    (first,) = await both.differences()
    await both.next_day()
    (same,) = await both.differences()
    assert (same["id"], same["first_seen_at"]) == (first["id"], first["first_seen_at"])
    assert same["last_seen_at"] > first["last_seen_at"]
    both.hotline.roll._held["lost"] = held
    both.timepiece.move(at("2024-10-12 08:30"))  # a Saturday, but one at work
    assert await compare_when_due(both.doors.running) == 1
    assert await both.differences() == []
    (row,) = await both.doors.rows(reconciliation_difference)
    assert row.gone_at is not None
    del both.hotline.roll._held["lost"]
    both.timepiece.move(at("2024-10-14 08:30"))
    await compare_when_due(both.doors.running)
    assert await both.doors.count(reconciliation_difference) == 2, (
        "what comes back is a new task; the old one is history"
    )


async def test_c8_a_person_notes_why_and_the_note_holds_while_nothing_changes(both: Both) -> None:
    await both.order("lost")
    held = both.hotline.roll._held.pop("lost")
    await both.next_day()
    (one,) = await both.differences()
    path = f"{HERE}/differences/{one['id']}/note"
    said = {"note": f"热线漏列，已电话{MOBILE}核实"}
    assert (await both.doors.clerk.put(path, json=said)).status_code == 403
    noted = (await both.doors.office.put(path, json=said)).json()
    assert MOBILE not in noted["note"]
    assert noted["noted_by"]
    assert "reconciliation.noted" in [row.act for row in await both.doors.rows(audit_entry)]
    await both.next_day()
    assert [one["note"] for one in await both.differences(noted=True)] == [noted["note"]]
    assert await both.differences(noted=False) == []
    both.hotline.roll._held["lost"] = HeldOrder(**(vars_of(held) | {"state": "returned"}))
    both.timepiece.move(at("2024-10-12 08:30"))
    await compare_when_due(both.doors.running)
    assert [(one["kind"], one["note"]) for one in await both.differences()] == [("state_differs", None)]
    assert (await both.doors.office.put(path, json=said)).status_code == 404, "it is gone"


async def test_c8_missed_days_are_caught_up_by_one_run_and_two_workers_take_it_once(both: Both) -> None:
    await both.next_day()
    both.timepiece.move(at("2024-10-25 10:00"))
    assert [await compare_when_due(both.doors.running) for _ in range(3)] == [1, 0, 0]
    assert [str(row.day) for row in await both.doors.rows(reconciliation_run)] == ["2024-10-10", "2024-10-25"]


async def test_c8_before_its_hour_and_without_address_nothing_is_compared(both: Both, doors: TicketDoors) -> None:
    assert await compare_when_due(doors.running) == 0, "this service has no address"
    both.timepiece.move(at("2024-10-10 06:00"))
    await compare_when_due(both.doors.running)
    assert [str(row.day) for row in await both.doors.rows(reconciliation_run)] == ["2024-10-09"]


async def test_c8_what_happened_only_just_now_is_no_difference(both: Both) -> None:
    await both.order("just-now")
    both.hotline.roll._held.clear()
    await compare_when_due(both.doors.running)
    assert await both.differences() == []
    await both.next_day()
    assert await both.kinds() == [("just-now", "unknown_there")]


@pytest.mark.parametrize(
    ("fault", "error"), [({"answer": 503}, "Http503"), ({"truncated": True}, "ManifestBroken")], ids=str
)
async def test_c8_a_list_that_cannot_be_had_is_tried_again_and_ends_no_task(
    both: Both, fault: dict[str, Any], error: str
) -> None:
    await both.order("lost")
    held = both.hotline.roll._held.pop("lost")
    await both.next_day()
    both.hotline.roll._held["lost"] = held
    both.hotline.misbehave(**fault)
    await both.next_day()
    failed = (await both.doors.office.get(f"{HERE}/runs")).json()[0]
    assert (failed["state"], failed["attempts"], failed["error"]) == ("waiting", 1, error)
    shown = (await both.doors.office.get(PAGE, headers=HTML)).text
    assert f"原因：{trouble_words(error)}" in shown
    assert error not in shown
    assert len(await both.differences()) == 1
    assert await compare_when_due(both.doors.running) == 0, "it waits for its time"
    both.hotline.misbehave(**dict.fromkeys(fault))
    both.timepiece.move(both.timepiece.now() + TRIES[0])
    assert await compare_when_due(both.doors.running) == 1
    assert await both.differences() == []


async def test_c8_after_five_tries_the_run_has_failed(both: Both) -> None:
    both.hotline.misbehave(answer=503)
    for pause in (*TRIES, timedelta(hours=1)):
        assert await compare_when_due(both.doors.running) == 1
        both.timepiece.move(both.timepiece.now() + pause)
    assert await compare_when_due(both.doors.running) == 0
    assert (await both.doors.office.get(f"{HERE}/runs")).json()[0]["state"] == "failed"
    health = (await both.doors.office.get("/api/v1/ticket-service/health")).json()["figures"]
    assert (health["reconciliation_failed"], health["differences_unexplained"]) == (1, 0)


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b'{"order_no":"1","state":"in_hand"}\n',
        b'{"order_no":"1","state":"in_hand"}\n{"orders":2}\n',
        b'{"order_no":"2"}\n{"order_no":"1"}\n{"orders":2}\n',
        b'{"order_no":"1"}\n{"order_no":"1"}\n{"orders":2}\n',
        b'{"orders":0}\n{"order_no":"1"}\n',
        b'{"order_no":""}\n{"orders":1}\n',
        b'{"order_no":"1","finish_due_on":"soon"}\n{"orders":1}\n',
        b"<html>\n",
        b"x" * 3000,
        b'{"order_no":"' + b"1" * 100 + b'"}\n{"orders":1}\n',
    ],
    ids=[
        "empty",
        "cut off",
        "miscounted",
        "disorder",
        "twice",
        "behind the end",
        "no number",
        "no day",
        "page",
        "long",
        "long number",
    ],
)
async def test_c8_a_list_that_is_not_whole_is_not_compared(tmp_path: Any, sent: bytes) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(sent), 7):
            yield sent[start : start + 7]

    with (tmp_path / "list").open("wb") as kept, pytest.raises((ManifestBroken, ValidationError)):
        await keep_whole(pieces(), kept)


async def test_c8_the_hotline_reads_our_list_signed_and_nobody_else(both: Both) -> None:
    for number in (10, 9, 1):
        await both.order(f"{number:02}")
    await finished(both, "09")
    answer = await both.doors.hotline.get("/api/v1/hotline/manifest", headers=signed(both))
    assert answer.headers["content-type"] == "application/x-ndjson"
    *lines, end = [from_json(line) for line in answer.content.splitlines()]
    assert [line["order_no"] for line in lines] == ["01", "10"]
    assert end == {"orders": 2}
    assert lines[0]["state"] == "in_hand"
    assert set(lines[0]) == {"order_no", "state", "finish_due_on", "contact_due_on", "digest"}
    theirs = [from_json(line) for line in both.hotline.roll.lines()]
    assert lines == [line for line in theirs if line.get("order_no") != "09" and "orders" not in line]
    assert NAME not in answer.text
    for headers in (
        {},
        signed(both, secret=OTHER_SECRET),
        signed(both, what=b"GET /api/v1/hotline/events"),
        signed(both, what=b""),
    ):
        assert (await both.doors.hotline.get("/api/v1/hotline/manifest", headers=headers)).status_code == 401


async def test_c8_differences_come_in_pages_at_the_same_cost(both: Both) -> None:
    counts = []
    for many in (2, 60):
        for number in range(many):
            both.hotline.roll._held[f"{many}-{number:03}"] = HeldOrder()
        await both.next_day()
        async with statements(both.doors.running) as asked:
            page = (await both.doors.office.get(f"{HERE}/differences", params={"limit": 50})).json()
        counts.append(len(asked))
        async with statements(both.doors.running) as asked:
            assert (await both.doors.office.get(PAGE, params={"limit": 50}, headers=HTML)).status_code == 200
        counts.append(len(asked))
    assert counts[:2] == counts[2:]
    following = await both.doors.office.get(f"{HERE}/differences", params={"limit": 50, "cursor": page["next"]})
    assert len(page["items"]) + len(following.json()["items"]) == 62


async def test_c8_the_page_tells_figures_differences_and_runs(both: Both) -> None:
    both.hotline.roll._held["lost-here"] = HeldOrder()
    await both.next_day()
    shown = (await both.doors.office.get(PAGE, headers=HTML)).text
    for words in ("热线在办，本局没有", "lost-here", "其中1件未说明", "现在核对", "已核对"):
        assert words in shown
    assert "lost-here" not in (await both.doors.office.get(f"{PAGE}?noted=yes", headers=HTML)).text
    assert (await both.doors.clerk.get(PAGE, headers=HTML)).status_code == 403
    (one,) = await both.differences()
    refused = await both.doors.office.post(f"{PAGE}/{one['id']}", data={"note": ""}, headers=FORM)
    assert refused.status_code == 422
    assert 'href="#f-note"' in refused.text
    done = await both.doors.office.post(f"{PAGE}/{one['id']}", data={"note": "热线核查中"}, headers=FORM)
    assert done.status_code == 303
    assert "热线核查中" in (await both.doors.office.get(PAGE, headers=HTML)).text


async def test_c8_the_office_compares_now(both: Both) -> None:
    await compare_when_due(both.doors.running)
    both.hotline.roll._held["lost-here"] = HeldOrder()
    both.timepiece.move(both.timepiece.now() + timedelta(hours=1))
    assert await compare_when_due(both.doors.running) == 0
    assert (await both.doors.office.post(PAGE, headers=FORM)).status_code == 303
    assert await compare_when_due(both.doors.running) == 1
    assert await both.kinds() == [("lost-here", "unknown_here")]
    assert (await both.doors.office.post(f"{HERE}/runs")).status_code == 202


async def test_c8_another_process_compares_within_seconds(both: Both, house: House) -> None:
    here = both.doors.running
    names = ("hotline_secrets", "hotline_url", "hotline_manifest_url", "hotline_networks")
    settings = {name: getattr(here.settings, name) for name in names}

    async def done_since(moment: datetime) -> bool:
        return any(run.ended_at and run.ended_at >= moment for run in await both.doors.rows(reconciliation_run))

    url = here.engine.url.render_as_string(hide_password=False)
    async with house.open(SERVICE, role="worker", url=url, **settings):
        await eventually(partial(done_since, at("2024-10-09 08:30")), within=10)
        both.timepiece.move(at("2024-10-09 10:00"))
        assert (await both.doors.office.post(f"{HERE}/runs")).status_code == 202
        await eventually(partial(done_since, at("2024-10-09 10:00")), within=5)


async def finished(both: Both, order_no: str) -> None:
    """The bureau finishes an order; the report stays in its ledger, so the hotline does not know yet."""
    items = (await both.doors.office.get("/api/v1/tickets", params={"limit": 100})).json()["items"]
    ticket = await both.doors.read(next(one["id"] for one in items if one["order_no"] == order_no))
    done = await both.doors.act(both.doors.clerk, ticket, "contacts", channel="phone", outcome="reached")
    done = await both.doors.act(both.doors.clerk, done.json(), "report", **REPORT)
    assert (await both.doors.act(both.doors.head, done.json(), "sign-off")).status_code == 200


async def test_c8_what_the_hotline_learned_by_our_report_is_closed_on_both_sides(both: Both) -> None:
    await both.order("reported")
    await finished(both, "reported")
    assert await courier_of(both.doors).step()
    await both.next_day()
    assert await both.differences() == []


def signed(both: Both, *, secret: str = SECRET, what: bytes = b"GET /api/v1/hotline/manifest") -> dict[str, str]:
    return Signatures([secret]).sign("msg_manifest", both.timepiece.wall(), what)


def vars_of(held: HeldOrder) -> dict[str, str]:
    return {name: getattr(held, name) for name in HeldOrder.__slots__}
