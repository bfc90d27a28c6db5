"""C10: the sandbox's faults one by one, on a real suite and a real socket, and the page that shows both sides."""

import asyncio
import socket
from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest
from typer.testing import CliRunner

from gongkai.cli.commands import app
from gongkai.http.server import answering
from gongkai.mounts.application import build_app
from gongkai.timepiece import Timepiece
from gongkai.webhooks.ledger import delivery
from gongkai_dev.hotline_sandbox.faults import CALLBACK, PUSH, SPOILS, Fault, Faults
from gongkai_dev.hotline_sandbox.invented import stories
from gongkai_dev.hotline_sandbox.sandbox import HotlineSandbox
from tests.service.ticket.conftest import TicketDoors, courier_of
from tests.service.ticket.orders import NAME, PHONE, SECRET, event
from ticket_service.intake.store import hotline_message
from ticket_service.ticket.store.tables import ticket as tickets

LOST = {Fault.dropped, Fault.unanswered}
QUICK = {Fault.late: "late=0.05", Fault.slow: "slow=0.05", Fault.reordered: "reordered=0.05", Fault.skew: "skew=400"}
NOT_TAKEN = {Fault.wrong_signature: 401, Fault.skew: 401, Fault.answer: 503, Fault.dropped: None}
UNSURE = {Fault.unanswered, Fault.truncated}


@pytest.fixture
async def hotline(doors: TicketDoors) -> AsyncIterator[HotlineSandbox]:
    """A hotline that reaches the service over a real socket, without a way back."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        target = f"http://127.0.0.1:{listening.getsockname()[1]}"
        async with (
            answering(build_app(doors.running), listening),
            HotlineSandbox(target, SECRET).listening() as sandbox,
        ):
            yield sandbox


@pytest.fixture
async def visitor(sandbox: HotlineSandbox) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody at the sandbox's page."""
    base = sandbox.callback_url.rpartition("/")[0]
    async with httpx.AsyncClient(base_url=base, trust_env=False, headers={"Accept": "text/html"}) as visitor:
        yield visitor


@pytest.mark.parametrize("fault", PUSH)
async def test_c10_whatever_befalls_a_push_the_order_has_one_ticket(
    doors: TicketDoors, hotline: HotlineSandbox, fault: Fault
) -> None:
    hotline.faults = Faults.of([f"push.{QUICK.get(fault, fault)}"])
    body, message_id = hotline.written("transfer.created", event()["order"]), "msg_same"
    if fault in LOST:
        with pytest.raises(httpx.TransportError):
            await hotline.push_raw(body, message_id)
    else:
        assert ((await hotline.push_raw(body, message_id)).status_code == 202) == (fault not in SPOILS)
    hotline.faults = Faults()
    assert (await hotline.push_until_taken(body, message_id)).status_code == 202
    assert (await doors.count(tickets), await doors.count(hotline_message)) == (1, 1)
    tried = [(one.attempt, one.faults) for one in hotline.exchanges if one.id == message_id]
    assert tried[0] == (1, (fault,))
    assert tried[-1] == (3 if fault is Fault.twice else 2, ())


@pytest.mark.parametrize("fault", [one for one in CALLBACK if one not in (Fault.retry_after, Fault.other_digest)])
async def test_c10_whatever_befalls_an_answer_the_report_is_taken_once_under_one_id(
    called: TicketDoors, sandbox: HotlineSandbox, timepiece: Timepiece, fault: Fault
) -> None:
    ticket = await called.finished()
    sandbox.faults = Faults.of([f"callback.{QUICK.get(fault, fault)}"])
    await courier_of(called).step()
    owed = await called.count(delivery)
    assert len(sandbox.taken) == (0 if fault in NOT_TAKEN else owed)
    went_well = fault not in NOT_TAKEN and fault not in UNSURE
    assert {one.went_well for one in sandbox.exchanges} == {went_well}
    assert ((await called.read(ticket["id"]))["report_delivery"] == "delivered") == went_well
    sandbox.faults = Faults()
    timepiece.move(timepiece.now() + timedelta(minutes=10))
    await courier_of(called).step()
    after = await called.read(ticket["id"])
    assert (after["report_delivery"], after["report_upload"]) == ("delivered", "delivered")
    assert (len(sandbox.received), len(sandbox.uploads.taken), len(sandbox.taken)) == (1, 1, owed)
    assert {one.id for one in sandbox.exchanges} == set(sandbox.taken)


async def test_c10_a_story_is_told_whole_with_everything_mixed(doors: TicketDoors, hotline: HotlineSandbox) -> None:
    words = ["push.all@0.1", "push.late=0.02@0.1", "push.slow=0.02@0.1", "push.reordered=0.05@0.1"]
    hotline.faults = Faults.of(words, seed=5)
    told = stories(5, doors.running.timepiece.now())
    for answers in await asyncio.gather(*(hotline.tell(next(told)) for _ in range(12))):
        assert {answer.status_code for answer in answers} == {202}
    assert await doors.count(tickets) == 12
    assert {fault for one in hotline.exchanges for fault in one.faults} > {Fault.twice, Fault.dropped}


async def test_c10_the_page_shows_both_sides_without_secrets_and_without_the_citizen(
    called: TicketDoors, sandbox: HotlineSandbox, visitor: httpx.AsyncClient
) -> None:
    ticket = await called.finished()
    await courier_of(called).step()
    page = (await visitor.get("/")).text
    for words in (ticket["order_no"], "report.filed", "签名正确，已收下", "第 1 次", "v1,…", "HZ-000001"):
        assert words in page
    assert "v1," not in page.replace("v1,…", "")
    assert SECRET.removeprefix("whsec_") not in page


async def test_c10_personal_data_are_hidden_until_somebody_asks(doors: TicketDoors, hotline: HotlineSandbox) -> None:
    await hotline.push("transfer.created", event()["order"])
    base = hotline.callback_url.rpartition("/")[0]
    async with httpx.AsyncClient(base_url=base, trust_env=False) as visitor:
        for path in ("/", "/exchanges"):
            hidden, shown = (await visitor.get(path)).text, (await visitor.get(path, params={"bodies": "whole"})).text
            assert (NAME in hidden, PHONE in hidden) == (False, False)
            assert (NAME in shown, PHONE in shown) == (True, True)


async def test_c10_the_page_filters_and_turns_its_pages(doors: TicketDoors, hotline: HotlineSandbox) -> None:
    for number in range(60):
        await hotline.push("transfer.urged", {"order_no": f"none-{number}"}, message_id=f"msg_{number % 30}")
    base = hotline.callback_url.rpartition("/")[0]
    async with httpx.AsyncClient(base_url=base, trust_env=False) as visitor:
        first = (await visitor.get("/exchanges")).json()
        second = (await visitor.get("/exchanges", params={"before": first["before"]})).json()
        assert (len(first["items"]), len(second["items"]), second["before"]) == (50, 10, None)
        refused = (await visitor.get("/exchanges", params={"outcome": "bad"})).json()["items"]
        assert {one["status"] for one in refused} == {409}
        linked = (await visitor.get("/exchanges", params={"id": "msg_3"})).json()["items"]
        assert [one["attempt"] for one in linked] == [2, 1]
        page = (await visitor.get("/")).text
        assert f"before={first['before']}" in page
        assert (await visitor.get("/", params={"order_no": "none-3", "type": "transfer.urged"})).text.count(
            "双方内容</summary>"
        ) == 1


async def test_c10_a_person_pushes_an_order_and_what_follows(doors: TicketDoors, hotline: HotlineSandbox) -> None:
    base = hotline.callback_url.rpartition("/")[0]
    async with httpx.AsyncClient(base_url=base, trust_env=False) as visitor:
        assert (await visitor.post("/", data={"act": "order"})).status_code == 303
        order_no = hotline.exchanges[-1].order_no
        for kind in ("transfer.urged", "transfer.supervised", "survey.result", "transfer.review"):
            typed = {"act": "say", "kind": kind, "order": order_no, "grade": "满意", "working_days": "3"}
            assert (await visitor.post("/", data=typed)).status_code == 303
    assert [one.status for one in hotline.exchanges] == [202] * 5
    assert [one.sent.get("working_days") for one in hotline.exchanges] == [None, None, 3, None, None]


async def test_c10_faults_are_switched_on_the_page_and_by_programs(
    sandbox: HotlineSandbox, visitor: httpx.AsyncClient
) -> None:
    wrong = await visitor.post("/", data={"act": "faults", "faults": "thrice"})
    assert (wrong.status_code, "没有这种故障" in wrong.text) == (422, True)
    done = await visitor.post("/", data={"act": "faults", "faults": "push.twice@0.5 callback.answer=500@0.1"})
    assert done.status_code == 303
    told = (await visitor.get("/faults")).json()
    assert told["faults"] == ["push.twice@0.5", "callback.answer=500@0.1"]
    refused = await visitor.put("/faults", json={"faults": ["late", "thrice"]}, headers={"Accept": "application/json"})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/faults/1")
    assert (await visitor.put("/faults", json={"faults": []})).status_code == 204
    assert sandbox.faults == Faults()


def test_c10_the_command_tells_its_faults_and_refuses_others() -> None:
    told = CliRunner().invoke(app, ["hotline-sandbox", "--fault", "list"])
    assert told.exit_code == 0
    assert {line.split()[0].partition("=")[0] for line in told.output.splitlines()} == {
        *(f"push.{fault}" for fault in PUSH),
        *(f"callback.{fault}" for fault in CALLBACK),
    }
