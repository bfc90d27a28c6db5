"""The way of the signed report to the hotline: delivered, tried again, given up, replayed, never to a wrong place."""

import asyncio
from datetime import timedelta
from ipaddress import ip_address

import pytest

from gongkai.messaging.outbox import outbox
from gongkai.timepiece import Timepiece
from gongkai.webhooks.courier import Courier
from gongkai.webhooks.delivery import BACK_OFF
from gongkai.webhooks.destination import DestinationRefused, allowed, check_destination
from gongkai.webhooks.ledger import delivery, delivery_attempt
from gongkai_dev.hotline_sandbox.sandbox import HotlineSandbox
from tests.makers import House
from tests.service.ticket.conftest import LOOPBACK, TicketDoors, courier_of
from tests.service.ticket.orders import SECRET
from ticket_service.service import SERVICE

BOTH = 2
"""The report and its file are two deliveries."""
ALL = BOTH + 1
"""Before them the hotline was told of the contact."""


async def test_c6_the_hotline_gets_the_report_signed_and_its_receipt_is_kept(
    called: TicketDoors, sandbox: HotlineSandbox
) -> None:
    ticket = await called.finished()
    assert await courier_of(called).step() == ALL
    (report,) = sandbox.received
    assert (report["order_no"], report["ticket_no"]) == (ticket["order_no"], ticket["no"])
    assert set(report["report"]) >= {"handling", "reply_points", "signed_off_by"}
    after = await called.read(ticket["id"])
    assert (after["report_delivery"], after["report_receipt"]) == ("delivered", "HZ-000001")
    types = [row.type for row in sorted(await called.rows(outbox), key=lambda row: row.seq)]
    assert sorted(types[-3:-1]) == ["gongkai.ticket.report-delivered.v1", "gongkai.ticket.report-uploaded.v1"]
    assert (types[-1], after["state"]) == ("gongkai.ticket.closed.v1", "closed")
    assert await courier_of(called).step() == 0


async def test_c6_a_refused_report_is_tried_again_under_the_same_id_and_taken_once(
    called: TicketDoors, sandbox: HotlineSandbox, timepiece: Timepiece
) -> None:
    await called.finished()
    sandbox.misbehave(answer=503)
    await courier_of(called).step()
    assert await courier_of(called).step() == 0, "it waits for its time"
    sandbox.misbehave(answer=None)
    timepiece.move(timepiece.now() + BACK_OFF[0])
    await courier_of(called).step()
    ids = {exchange.id for exchange in sandbox.exchanges}
    assert (len(ids), len(sandbox.received), len(sandbox.uploads.taken)) == (ALL, 1, 1)
    attempts = sorted((row.attempt, row.status) for row in await called.rows(delivery_attempt))
    assert attempts == [(1, 503)] * ALL + [(2, 200)] * ALL


async def test_c6_retry_after_is_honoured(called: TicketDoors, sandbox: HotlineSandbox, timepiece: Timepiece) -> None:
    await called.finished()
    sandbox.misbehave(answer=429, retry_after=3600)
    await courier_of(called).step()
    for row in await called.rows(delivery):
        wait = row.next_try_at - timepiece.now()
        assert timedelta(minutes=59) < wait <= timedelta(hours=1)


async def test_c6_after_ten_tries_the_report_is_given_up_and_can_be_sent_again(
    called: TicketDoors, sandbox: HotlineSandbox, timepiece: Timepiece
) -> None:
    ticket = await called.finished()
    sandbox.misbehave(answer=500)
    began = timepiece.now()
    for pause in (*BACK_OFF, timedelta()):
        assert await courier_of(called).step() == ALL
        timepiece.move(timepiece.now() + pause)
    assert timedelta(days=3) < timepiece.now() - began < timedelta(days=4)
    assert await courier_of(called).step() == 0
    stranded = await called.read(ticket["id"])
    assert (stranded["report_delivery"], stranded["report_upload"]) == ("failed", "failed")

    sandbox.misbehave(answer=None)
    again = await called.act(called.office, stranded, "report/delivery")
    assert (again.json()["report_delivery"], again.json()["report_upload"]) == ("queued", "queued")
    assert await courier_of(called).step() == BOTH
    arrived = await called.read(ticket["id"])
    assert (arrived["report_delivery"], arrived["report_upload"]) == ("delivered", "delivered")
    assert len({exchange.id for exchange in sandbox.exchanges}) == ALL


async def test_c6_the_ledger_tells_who_was_sent_what_and_what_came_of_it(
    called: TicketDoors, sandbox: HotlineSandbox
) -> None:
    ticket = await called.finished()
    sandbox.misbehave(answer=503)
    await courier_of(called).step()
    waiting, *_ = (await called.office.get("/api/v1/ticket-service/deliveries")).json()
    assert (waiting["subject_id"], waiting["last_status"], waiting["attempts"]) == (ticket["id"], 503, 1)
    assert "body" not in waiting
    (attempt,) = (await called.office.get(f"/api/v1/ticket-service/deliveries/{waiting['id']}/attempts")).json()
    assert (attempt["attempt"], attempt["status"], attempt["error"]) == (1, 503, "HttpStatus")


async def test_c6_410_pauses_the_endpoint_until_a_person_resumes_it(
    called: TicketDoors, sandbox: HotlineSandbox, timepiece: Timepiece
) -> None:
    ticket = await called.finished()
    sandbox.misbehave(answer=410)
    await courier_of(called).step()
    sandbox.misbehave(answer=None)
    timepiece.move(timepiece.now() + timedelta(days=1))
    assert await courier_of(called).step() == 0
    health = (await called.office.get("/api/v1/ticket-service/health")).json()["figures"]
    assert (health["endpoints_paused"], health["callbacks_waiting"]) == (1, ALL)
    assert (await called.clerk.delete("/api/v1/ticket-service/pauses/hotline")).status_code == 403
    assert (await called.office.delete("/api/v1/ticket-service/pauses/hotline")).status_code == 204
    assert (await called.office.delete("/api/v1/ticket-service/pauses/hotline")).status_code == 409
    assert await courier_of(called).step() == ALL
    assert (await called.read(ticket["id"]))["report_delivery"] == "delivered"


async def test_c6_two_couriers_send_a_report_once(called: TicketDoors, sandbox: HotlineSandbox) -> None:
    for number in range(4):
        await called.finished(order_no=f"two-{number}")
    courier = courier_of(called)
    assert sum(await asyncio.gather(*(courier.step() for _ in range(4)))) == 4 * ALL
    assert len(sandbox.exchanges) == 4 * ALL


async def test_c6_without_an_address_reports_wait_in_the_ledger(doors: TicketDoors) -> None:
    await doors.finished()
    assert await courier_of(doors).step() == 0
    assert [(row.state, row.attempts) for row in await doors.rows(delivery)] == [("waiting", 0)] * ALL


async def test_c6_a_hotline_that_cannot_be_reached_is_a_failed_try(
    called: TicketDoors, sandbox: HotlineSandbox, house: House
) -> None:
    changed = {"hotline_secrets": (SECRET,), "hotline_url": "http://127.0.0.1:1/callbacks"}
    url = called.running.engine.url.render_as_string(hide_password=False)
    await called.finished()
    async with house.open(SERVICE, url=url, hotline_networks=LOOPBACK, **changed) as running:
        await running.resources.get(Courier).step()
    tried = [(row.state, row.attempts, row.last_error) for row in await called.rows(delivery)]
    assert tried == [("waiting", 1, "ConnectError")] * ALL


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "169.254.169.254",
        "100.64.0.1",
        "192.168.1.1",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "64:ff9b:1::1",
        "2002:a00:1::1",
        "2001:0:4136:e378::1",
        "fe80::1",
        "fd00::1",
        "ff02::1",
        "ff0e::1",
    ],
)
def test_c6_a_partner_without_networks_is_never_one_of_ours(address: str) -> None:
    assert not allowed(ip_address(address), ())


@pytest.mark.parametrize("address", ["8.8.8.8", "114.114.114.114", "2400:3200::1", "2606:4700::1111"])
def test_c6_a_public_address_is_allowed(address: str) -> None:
    assert allowed(ip_address(address), ())


def test_c6_inside_its_networks_and_nowhere_else() -> None:
    assert allowed(ip_address("10.1.2.3"), ("10.1.0.0/16",))
    assert not allowed(ip_address("8.8.8.8"), ("10.1.0.0/16",))


@pytest.mark.parametrize("url", ["http://localhost/", "http://127.1/", "file:///etc/passwd", "http://u:p@8.8.8.8/"])
async def test_c6_a_name_that_leads_home_is_refused(url: str) -> None:
    with pytest.raises(DestinationRefused):
        await check_destination(url, ())


async def test_c6_the_checked_address_is_the_one_that_is_called() -> None:
    destination = await check_destination("http://127.0.0.1:8080/callbacks?a=1", LOOPBACK)
    assert (destination.url, destination.host) == ("http://127.0.0.1:8080/callbacks?a=1", "127.0.0.1:8080")


@pytest.mark.parametrize("fault", [{"twice": True}, {"skew": 250.0}])
async def test_c10_the_sandboxs_orders_are_taken_over(doors: TicketDoors, fault: dict[str, float]) -> None:
    assert await pushed_with(doors, **fault) == 202


@pytest.mark.parametrize("fault", [{"wrong_signature": True}, {"skew": 400.0}])
async def test_c10_its_faults_are_noticed(doors: TicketDoors, fault: dict[str, float]) -> None:
    assert await pushed_with(doors, **fault) == 401


async def pushed_with(doors: TicketDoors, **faults: float) -> int:
    """The status that the sandbox gets for an invented order."""
    async with HotlineSandbox("http://gongkai.test", SECRET, doors.hotline).listening() as sandbox:
        sandbox.misbehave(**faults)
        return (await sandbox.push_invented()).status_code
