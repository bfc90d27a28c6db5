"""Who the citizen is: read by his unit for a purpose that is written down, named nowhere else."""

from typing import Any, Final

import httpx
import pytest

from gongkai.audit.entries import audit_entry
from gongkai.messaging.outbox import outbox
from gongkai.webhooks.ledger import delivery
from gongkai_dev.hotline_sandbox.sandbox import HotlineSandbox
from tests.service.ticket.closing_report.test_report_files import words_of
from tests.service.ticket.conftest import TicketDoors, courier_of
from tests.service.ticket.intake.test_order_fields import CITIZEN
from tests.service.ticket.orders import FOUND, NAME, PHONE, REPLY
from ticket_service.ticket.store.tables import ticket_event

PRIVATE: Final = [CITIZEN[name] for name in ("name", "phone", "mobile", "id_no", "email", "address")]
SECRET_CITIZEN: Final = CITIZEN | {"confidential": True}
WORDS: Final = f"市民{NAME}（{PHONE}）家住{CITIZEN['address']}，证件{CITIZEN['id_no']}。"
DESK: Final = {"Accept": "text/html"}


async def unmasked(who: httpx.AsyncClient, ticket: dict[str, Any], purpose: str = "电话联系市民") -> httpx.Response:
    return await who.post(f"/api/v1/tickets/{ticket['id']}/unmasking", json={"purpose": purpose})


def named_in(text: str) -> list[str]:
    return [str(value) for value in PRIVATE if str(value) in text]


async def test_c3_the_unit_reads_the_whole_citizen_for_a_purpose(doors: TicketDoors) -> None:
    ticket = await doors.ticket(citizen=CITIZEN)
    answer = await unmasked(doors.clerk, ticket)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert answer.json() == CITIZEN


async def test_c3_who_read_it_and_why_stays_on_record_without_a_name(doors: TicketDoors) -> None:
    ticket = await doors.ticket(citizen=CITIZEN)
    await unmasked(doors.clerk, ticket, f"向{NAME}核对{PHONE}和13812345678")
    (entry,) = [row for row in await doors.rows(audit_entry) if row.act == "privacy.unmask"]
    assert (entry.subject, entry.details["purpose"]) == (ticket["id"], "向甄*核对100****5678和138****5678")
    (noted,) = [row for row in await doors.rows(ticket_event) if row.act == "unmasked"]
    assert (noted.actor, noted.note) == ("江东来", "向甄*核对100****5678和138****5678")
    page = await doors.clerk.get(f"/desk/tickets/{ticket['id']}", headers=DESK)
    assert "查看市民信息" in page.text


@pytest.mark.parametrize("purpose", ["", "看看", "看" * 201])
async def test_c3_without_a_purpose_nothing_is_shown(doors: TicketDoors, purpose: str) -> None:
    refused = await unmasked(doors.clerk, await doors.ticket(citizen=CITIZEN), purpose)
    assert refused.status_code == 422
    assert named_in(refused.text) == []
    assert [row for row in await doors.rows(audit_entry) if row.act == "privacy.unmask"] == []


async def test_c3_nobody_else_reads_who_the_citizen_is(doors: TicketDoors) -> None:
    ticket = await doors.ticket(citizen=CITIZEN)
    office = await unmasked(doors.office, ticket)
    assert (office.status_code, office.json()["type"].rpartition(":")[2]) == (403, "not-its-unit")
    assert (await unmasked(doors.stranger, ticket)).status_code == 404
    assert (await unmasked(doors.secrecy, ticket)).status_code == 403
    assert [row for row in await doors.rows(ticket_event) if row.act == "unmasked"] == []


@pytest.mark.parametrize(
    "said",
    [
        {"citizen": SECRET_CITIZEN},
        {"citizen": CITIZEN, "matter": "举报"},
        {"citizen": CITIZEN | {"disclosure": "保密"}},
    ],
    ids=["confidential", "reports somebody", "not to be disclosed"],
)
async def test_c3_a_citizen_who_is_to_stay_unknown_is_named_to_nobody_unasked(
    called: TicketDoors, sandbox: HotlineSandbox, said: dict[str, Any]
) -> None:
    """His order, notes, report, both files, the page, and all that leaves the house."""
    pushed = (await called.push(title=WORDS, content=WORDS, letter=WORDS, place=WORDS, **said)).json()
    path, page = f"/api/v1/tickets/{pushed['ticket_id']}", f"/desk/tickets/{pushed['ticket_id']}"
    ticket = (await called.clerk.get(path)).json()
    noted = {"channel": "phone", "outcome": "reached", "note": WORDS}
    ticket = (await called.act(called.clerk, ticket, "contacts", **noted)).json()
    found = FOUND | {"explanation": WORDS, "satisfaction": "accepted", "satisfaction_reason": WORDS, "feedback": WORDS}
    report = {"handling": WORDS, "reply_points": f"{REPLY}{WORDS}", **found}
    ticket = (await called.act(called.clerk, ticket, "report", **report)).json()
    signed = await called.act(called.head, ticket, "sign-off")
    assert signed.status_code == 200, signed.text
    await courier_of(called).step()
    shown = [signed.text, (await called.clerk.get(path)).text]
    shown += [(await who.get(page, headers=DESK)).text for who in (called.clerk, called.head, called.office)]
    files = signed.json()["report"]["files"]
    for file in (files["hotline"], files["archive"]):
        shown.append(words_of((await called.clerk.get(f"{path}/report/files/{file['id']}")).content))
    shown += [str([tuple(row) for row in await called.rows(table)]) for table in (outbox, audit_entry, ticket_event)]
    shown += [bytes(row.body).decode() for row in await called.rows(delivery)]
    shown.append(str(sandbox.received))
    assert [named_in(words) for words in shown] == [[]] * len(shown)
    assert (await unmasked(called.clerk, ticket)).json()["phone"] == PHONE


async def test_c3_an_anonymous_citizen_is_named_nowhere_and_can_be_called(doors: TicketDoors) -> None:
    pushed = (await doors.push(citizen={"phone": PHONE, "anonymous": True})).json()
    path = f"/api/v1/tickets/{pushed['ticket_id']}"
    shown = (await doors.clerk.get(path)).json()["order"]["citizen"]
    assert (shown["name"], shown["phone"], shown["anonymous"]) == (None, PHONE, True)
    assert "匿名" in (await doors.clerk.get(path.replace("/api/v1", "/desk"), headers=DESK)).text
