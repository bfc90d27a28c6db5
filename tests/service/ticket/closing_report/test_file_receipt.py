"""国办单: the order stays open until the hotline has confirmed the file of its closing report (§9)."""

import httpx

from gongkai.events.ticket import OrderClosed, TicketArchived
from gongkai.messaging.outbox import outbox
from gongkai_dev.hotline_sandbox.sandbox import HotlineSandbox
from tests.service.ticket.conftest import TicketDoors, courier_of

CLOSING = (OrderClosed.type, TicketArchived.type)


def code_of(answer: httpx.Response) -> str:
    return str(answer.json()["type"]).rpartition(":")[2]


async def test_c5_a_china_government_website_order_refuses_to_close_without_the_files_receipt(
    called: TicketDoors, sandbox: HotlineSandbox
) -> None:
    """Neither the report's own receipt nor what the citizen says of it, nor anybody's hand closes it."""
    sandbox.misbehave(other_digest=True)
    ticket = await called.finished(source="国办单")
    await courier_of(called).step()
    told = await called.read(ticket["id"])
    assert (told["state"], told["report_delivery"], told["report_upload"]) == ("finished", "delivered", "failed")
    early = await called.act(called.office, told, "archiving")
    assert (early.status_code, code_of(early)) == (409, "ticket-closed")
    await called.push("survey.result", occurred="2024-09-30 12:00", grade="满意")
    surveyed = await called.read(ticket["id"])
    assert surveyed["state"] == "surveyed"
    round_about = await called.act(called.office, surveyed, "archiving")
    assert (round_about.status_code, code_of(round_about)) == (409, "receipt-missing")
    page = f"/desk/tickets/{ticket['id']}"
    form = {"version": str(surveyed["version"])}
    headers = {"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}
    assert (await called.office.post(f"{page}/archiving", data=form, headers=headers)).status_code == 409
    assert "下一步：归档" not in (await called.office.get(page, headers=headers)).text
    assert not [row for row in await called.rows(outbox) if row.type in CLOSING]
    sandbox.misbehave(other_digest=False)
    assert (await called.act(called.office, surveyed, "report/delivery")).status_code == 200
    await courier_of(called).step()
    whole = await called.read(ticket["id"])
    assert whole["upload_receipt"]
    assert (await called.act(called.office, whole, "archiving")).json()["state"] == "archived"


async def test_c5_with_both_receipts_a_china_government_website_order_closes_by_itself(
    called: TicketDoors, sandbox: HotlineSandbox
) -> None:
    ticket = await called.finished(source="中国政府网")
    await courier_of(called).step()
    closed = await called.read(ticket["id"])
    assert (closed["state"], closed["report_upload"], len(sandbox.uploads.taken)) == ("closed", "delivered", 1)
