"""The ledger for those who keep it: found, looked at without private data, sent again, put to rest."""

from datetime import timedelta
from typing import Any

import pytest

from gongkai.audit.entries import audit_entry
from gongkai.timepiece import Timepiece, new_id
from gongkai.webhooks.courier import Courier
from gongkai.webhooks.delivery import TRIES
from gongkai.webhooks.ledger import delivery
from gongkai.webhooks.replay import AT_ONCE
from gongkai_dev.hotline_sandbox.sandbox import HotlineSandbox
from tests.service.ticket.conftest import TicketDoors, courier_of
from tests.service.ticket.orders import NAME, PHONE, at
from tests.statements import statements

OWN = "/api/v1/ticket-service"
HERE = f"{OWN}/deliveries"
PAGE = "/desk/hotline/deliveries"
HTML = {"Accept": "text/html"}
FORM = {"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}
PRIVATE = "13812345678"


async def given_up(called: TicketDoors, sandbox: HotlineSandbox, timepiece: Timepiece, *order_nos: str) -> list[Any]:
    """Finished orders whose reports and files nobody took; the ledger's rows, oldest first."""
    for order_no in order_nos:
        await called.finished(order_no=order_no)
    sandbox.misbehave(answer=500)
    courier: Courier = courier_of(called)
    for _ in range(TRIES):
        while await courier.step():
            pass
        timepiece.move(timepiece.now() + timedelta(days=1))
    sandbox.misbehave(answer=None)
    rows = sorted(await called.rows(delivery), key=lambda row: row.id)
    assert {row.state for row in rows} == {"dead"}
    return rows


async def test_c6_the_ledger_is_found_by_kind_state_period_and_order(
    called: TicketDoors, sandbox: HotlineSandbox, timepiece: Timepiece
) -> None:
    first = await called.finished(order_no="found-1")
    timepiece.move(at("2024-10-08 11:00"))
    await called.finished(order_no="found-2")
    all_of = len(await called.rows(delivery))
    for asked, count in (
        ({}, all_of),
        ({"kind": "report.filed"}, 2),
        ({"endpoint": "elsewhere"}, 0),
        ({"state": "dead"}, 0),
        ({"since": "2024-10-08T00:00:00"}, all_of // 2),
        ({"until": "2024-10-08T00:00:00+08:00"}, all_of // 2),
        ({"subject_id": first["id"]}, all_of // 2),
        ({"subject_id": first["id"], "kind": "report.file"}, 1),
    ):
        answer = await called.office.get(HERE, params=asked)
        assert len(answer.json()) == count, asked
    (last,) = (await called.office.get(HERE, params={"subject_id": first["id"], "kind": "report.file"})).json()
    behind = (await called.office.get(HERE, params={"after": last["id"]})).json()
    assert all(one["id"] > last["id"] for one in behind)
    for wrong in ({"since": "yesterday"}, {"state": "lost"}, {"subject_id": "1"}):
        assert (await called.office.get(HERE, params=wrong)).status_code == 422


async def test_c6_a_delivery_is_shown_without_private_data(called: TicketDoors, sandbox: HotlineSandbox) -> None:
    ticket = await called.finished(order_no="shown")
    sandbox.misbehave(answer=503)
    await courier_of(called).step()
    for row in sorted(await called.rows(delivery), key=lambda row: row.kind == "report.file"):
        shown = await called.office.get(f"{HERE}/{row.id}")
        whole = shown.json()
        assert whole["snapshot"]["order_no"] == ticket["order_no"]
        assert [(one["attempt"], one["status"]) for one in whole["tries"]] == [(1, 503)]
        page = await called.office.get(f"{PAGE}/{row.id}", headers=HTML)
        assert page.status_code == 200
        for text in (shown.text, page.text):
            assert not [private for private in (NAME, PHONE, PRIVATE) if private in text]
    assert whole["snapshot"]["file"]["content"] == "（文件内容不显示）"
    assert (await called.office.get(f"{HERE}/{new_id()}")).status_code == 404
    assert (await called.office.get(f"{PAGE}/{new_id()}", headers=HTML)).status_code == 404


async def test_c6_what_somebody_wrote_into_a_body_is_masked_wherever_it_stands(called: TicketDoors) -> None:
    ticket = await called.ticket(order_no="body")
    body = f'{{"type":"x","citizen":{{"name":"{NAME}","phone":"{PRIVATE}"}},"notes":["{NAME}：{PRIVATE}"]}}'
    row = {
        "id": new_id(),
        "endpoint": "hotline",
        "kind": "x",
        "subject_id": ticket["id"],
        "body": body.encode(),
        "state": "dead",
        "attempts": 10,
        "earlier_attempts": 0,
        "next_try_at": called.running.timepiece.now(),
        "created_at": called.running.timepiece.now(),
    }
    async with called.running.engine.begin() as db:
        await db.execute(delivery.insert(), row)
    shown = await called.office.get(f"{HERE}/{row['id']}")
    assert shown.status_code == 200
    assert NAME not in shown.text
    assert PRIVATE not in shown.text


async def test_c6_one_is_sent_again_under_its_old_id(
    called: TicketDoors, sandbox: HotlineSandbox, timepiece: Timepiece
) -> None:
    rows = await given_up(called, sandbox, timepiece, "again")
    report = next(row for row in rows if row.kind == "report.filed")
    done = await called.office.post(f"{HERE}/{report.id}/replay")
    assert (done.status_code, done.json()["state"]) == (200, "waiting")
    assert (await called.read(str(report.subject_id)))["report_delivery"] == "queued"
    refused = await called.office.post(f"{HERE}/{report.id}/replay")
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:gongkai:problem:delivery-not-dead")
    assert await courier_of(called).step() == 1
    assert (await called.read(str(report.subject_id)))["report_delivery"] == "delivered"
    assert f"msg_{report.id}" in sandbox.taken
    assert "delivery.replayed" in [row.act for row in await called.rows(audit_entry)]
    assert (await called.office.post(f"{HERE}/{new_id()}/replay")).status_code == 404


async def test_c6_a_range_is_counted_confirmed_and_sent_again(
    called: TicketDoors, sandbox: HotlineSandbox, timepiece: Timepiece
) -> None:
    rows = await given_up(called, sandbox, timepiece, "range-1", "range-2")
    preview = (await called.office.get(f"{HERE}/replay", params={"kind": "report.file"})).json()
    assert preview == {"count": 2}
    wrong = await called.office.post(f"{HERE}/replay", params={"kind": "report.file"}, json={"count": 3})
    assert (wrong.status_code, wrong.json()["type"]) == (409, "urn:gongkai:problem:replay-changed")
    for count in (0, AT_ONCE + 1, "2"):
        assert (await called.office.post(f"{HERE}/replay", json={"count": count})).status_code == 422
    done = await called.office.post(f"{HERE}/replay", params={"kind": "report.file"}, json=preview)
    assert done.json() == {"count": 2}
    async with statements(called.running) as asked:
        await called.office.post(f"{HERE}/replay", json={"count": len(rows) - 2})
    assert len(asked) <= 12
    assert {row.state for row in await called.rows(delivery)} == {"waiting"}
    while await courier_of(called).step():
        pass
    tickets = [await called.read(str(one)) for one in {row.subject_id for row in rows}]
    assert {(one["report_delivery"], one["report_upload"]) for one in tickets} == {("delivered", "delivered")}


async def test_c6_a_range_is_sent_again_by_form_after_a_confirmation(
    called: TicketDoors, sandbox: HotlineSandbox, timepiece: Timepiece
) -> None:
    rows = await given_up(called, sandbox, timepiece, "form-1")
    shown = await called.office.get(f"{PAGE}/replay", params={"order_no": "form-1"}, headers=HTML)
    assert f"确认重新报送{len(rows)}件" in shown.text
    other = await called.office.get(f"{PAGE}/replay", params={"order_no": "unknown"}, headers=HTML)
    assert "没有需要重新报送的" in other.text
    for count, status in (("9", 409), ("x", 200), ("", 422)):
        answer = await called.office.post(f"{PAGE}/replay", data={"count": count}, headers=FORM)
        assert answer.status_code == status, count
        assert f"确认重新报送{len(rows)}件" in answer.text
    done = await called.office.post(f"{PAGE}/replay?order_no=form-1", data={"count": str(len(rows))}, headers=FORM)
    assert done.status_code == 303
    assert {row.state for row in await called.rows(delivery)} == {"waiting"}


async def test_c6_an_endpoint_rests_and_wakes_with_a_reason_on_record(
    called: TicketDoors, sandbox: HotlineSandbox
) -> None:
    await called.finished()
    pause = f"{OWN}/pauses/hotline"
    assert (await called.clerk.put(pause, json={"reason": "维护"})).status_code == 403
    assert (await called.office.put(pause, json={"reason": ""})).status_code == 422
    assert (await called.office.put(pause, json={"reason": "热线维护"})).status_code == 204
    again = await called.office.put(pause, json={"reason": "热线维护"})
    assert again.json()["type"] == "urn:gongkai:problem:endpoint-paused"
    assert [one["reason"] for one in (await called.office.get(f"{OWN}/pauses")).json()] == ["热线维护"]
    assert await courier_of(called).step() == 0
    assert "热线维护" in (await called.office.get(PAGE, headers=HTML)).text
    assert (await called.office.delete(pause)).status_code == 204
    assert await courier_of(called).step() > 0
    noted = [(row.act, row.details) for row in await called.rows(audit_entry) if row.act.startswith("delivery.")]
    assert [act for act, _ in noted] == ["delivery.paused", "delivery.resumed"]


async def test_c6_an_endpoint_rests_and_wakes_by_form(called: TicketDoors) -> None:
    endpoint = "/desk/hotline/endpoints/hotline"
    refused = await called.office.post(f"{endpoint}/pause", data={"reason": ""}, headers=FORM)
    assert refused.status_code == 422
    assert 'href="#f-reason"' in refused.text
    assert (await called.office.post(f"{endpoint}/pause", data={"reason": "热线维护"}, headers=FORM)).status_code == 303
    assert (await called.office.post(f"{endpoint}/resume", headers=FORM)).status_code == 303
    refused = await called.office.post(f"{endpoint}/resume", headers=FORM)
    assert refused.status_code == 409
    assert "没有暂停报送" in refused.text


async def test_c6_the_page_lists_filters_and_turns(called: TicketDoors, sandbox: HotlineSandbox) -> None:
    await called.finished(order_no="page-1")
    await called.finished(order_no="page-2")
    shown = (await called.office.get(PAGE, headers=HTML)).text
    for words in ("page-1", "page-2", "办结报告文件", "待报送"):
        assert words in shown
    one = await called.office.get(PAGE, params={"order_no": "page-2", "kind": "report.filed"}, headers=HTML)
    assert one.text.count("msg_") == 0
    assert "page-1" not in one.text
    odd = {"since": "soon", "until": "2024-02-30", "state": "lost", "order_no": "'"}
    assert (await called.office.get(PAGE, params=odd, headers=HTML)).status_code == 200
    turned = await called.office.get(PAGE, params={"limit": 1, "state": "waiting"}, headers=HTML)
    assert 'rel="next"' in turned.text
    for stranger in (called.clerk, called.secrecy):
        assert (await stranger.get(PAGE, headers=HTML)).status_code == 403


@pytest.mark.parametrize("path", [PAGE, HERE])
async def test_c6_a_long_list_costs_no_more_than_a_short_one(called: TicketDoors, path: str) -> None:
    counts = []
    for number in range(3):
        await called.finished(order_no=f"cost-{number}")
        async with statements(called.running) as asked:
            assert (await called.office.get(path, headers=HTML)).status_code == 200
        counts.append(len(asked))
    assert len(set(counts)) == 1
