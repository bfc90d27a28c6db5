"""The closing report as a file: made at the signature, kept, given to those who may read it, brought to the hotline."""

import hashlib
import io
from pathlib import Path
from typing import Any

import docx
import httpx
import pytest

from gongkai.audit.entries import audit_entry
from gongkai.events.policy import ReviewRulesAmended
from gongkai.files.file_index import stored_file
from gongkai.messaging.outbox import outbox
from gongkai.review.rules import RulesKind, aggregate_id, take_over_rules
from gongkai.timepiece import Timepiece
from gongkai.webhooks.ledger import delivery
from gongkai_dev.hotline_sandbox.sandbox import HotlineSandbox
from tests.makers import House
from tests.service.ticket.conftest import TicketDoors, courier_of
from tests.service.ticket.orders import FOUND, NAME, PHONE, REPLY
from ticket_service.closing_report.domain.report_template import ReportTemplateUnfit
from ticket_service.service import SERVICE

SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}
MARKED = {"handling": "机密★1年\n已检查。", "reply_points": REPLY, **FOUND}


def words_of(file: bytes) -> str:
    document = docx.Document(io.BytesIO(file))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


async def saved(who: httpx.AsyncClient, ticket: dict[str, Any], rendition: str) -> httpx.Response:
    file_id = ticket["report"]["files"][rendition]["id"]
    return await who.get(f"/api/v1/tickets/{ticket['id']}/report/files/{file_id}")


async def marked(doors: TicketDoors) -> dict[str, Any]:
    """A ticket whose report bears a mark of classification."""
    answer = await doors.act(doors.clerk, await doors.contacted(), "report", **MARKED)
    return dict(answer.json())


async def test_c5_the_signature_makes_the_file_and_binds_its_digest(doors: TicketDoors) -> None:
    ticket = await doors.finished(source="中国政府网")
    files = ticket["report"]["files"]
    answer = await saved(doors.clerk, ticket, "hotline")
    assert answer.status_code == 200
    assert hashlib.sha256(answer.content).hexdigest() == files["hotline"]["sha256"]
    assert len(answer.content) == files["hotline"]["size"]
    words = words_of(answer.content)
    for said in (ticket["order_no"], ticket["no"], "已现场检查。", REPLY, "海知潮", files["digest"]):
        assert said in words
    on_shelf = {row.kind: row.sha256 for row in await doors.rows(stored_file)}
    assert on_shelf == {
        "closing_report": files["hotline"]["sha256"],
        "closing_report_archive": files["archive"]["sha256"],
    }
    (signed,) = [row for row in await doors.rows(audit_entry) if row.act == "ticket.signed_off"]
    assert signed.details["hotline"] == files["hotline"]["sha256"]
    assert signed.details["digest"] == files["digest"]


async def test_c5_only_the_unit_reads_the_citizen_in_its_archive(doors: TicketDoors) -> None:
    ticket = await doors.finished()
    archive = await saved(doors.clerk, ticket, "archive")
    assert NAME in words_of(archive.content)
    assert PHONE in words_of(archive.content)
    masked = words_of((await saved(doors.office, ticket, "hotline")).content)
    assert NAME not in masked
    assert PHONE not in masked
    assert (await saved(doors.office, ticket, "archive")).status_code == 404
    assert (await saved(doors.stranger, ticket, "hotline")).status_code == 404


async def test_c5_a_file_of_another_ticket_is_not_there(doors: TicketDoors) -> None:
    one, other = await doors.finished(order_no="one"), await doors.finished(order_no="other")
    file_id = other["report"]["files"]["hotline"]["id"]
    assert (await doors.clerk.get(f"/api/v1/tickets/{one['id']}/report/files/{file_id}")).status_code == 404


async def test_c5_the_hotline_gets_report_and_file_without_personal_data(
    called: TicketDoors, sandbox: HotlineSandbox
) -> None:
    ticket = await called.contacted()
    body = {"handling": f"{NAME}（电话13812345678）反映属实。", "reply_points": f"{REPLY}已电告{NAME}。", **FOUND}
    drafted = (await called.act(called.clerk, ticket, "report", **body)).json()
    assert (await called.act(called.head, drafted, "sign-off")).status_code == 200
    await courier_of(called).step()
    (upload,) = sandbox.uploads.taken
    told = words_of(upload.content) + str(sandbox.received[0]["report"])
    for private in (NAME, PHONE, "13812345678"):
        assert private not in told
    assert "138****5678" in told


async def test_c5_the_upload_has_a_state_and_a_receipt_of_its_own(
    called: TicketDoors, sandbox: HotlineSandbox, timepiece: Timepiece
) -> None:
    ticket = await called.finished()
    assert (ticket["report_upload"], ticket["upload_receipt"], ticket["uploaded_at"]) == ("queued", None, None)
    await courier_of(called).step()
    after = await called.read(ticket["id"])
    assert (after["report_upload"], after["upload_receipt"]) == ("delivered", "FJ-000001")
    assert after["report_receipt"] == "HZ-000001"
    assert after["uploaded_at"] is not None
    (upload,) = sandbox.uploads.taken
    assert upload.sha256 == ticket["report"]["files"]["hotline"]["sha256"]
    assert (upload.order_no, upload.name) == (ticket["order_no"], f"办结报告-{ticket['no']}.docx")
    assert "gongkai.ticket.report-uploaded.v1" in [row.type for row in await called.rows(outbox)]
    shown = await called.clerk.get(f"/desk/tickets/{ticket['id']}", headers={"Accept": "text/html"})
    for words in ("FJ-000001", upload.sha256, "热线已收到办结报告文件", "本单位存档"):
        assert words in shown.text
    masked = await called.office.get(f"/desk/tickets/{ticket['id']}", headers={"Accept": "text/html"})
    assert "本单位存档" not in masked.text


async def test_c5_a_file_that_arrived_as_another_one_is_brought_anew(
    called: TicketDoors, sandbox: HotlineSandbox
) -> None:
    ticket = await called.finished()
    sandbox.misbehave(other_digest=True)
    await courier_of(called).step()
    differs = await called.read(ticket["id"])
    assert (differs["report_delivery"], differs["report_upload"]) == ("delivered", "failed")
    sandbox.misbehave(other_digest=False)
    again = await called.act(called.office, differs, "report/delivery")
    assert (again.json()["report_delivery"], again.json()["report_upload"]) == ("delivered", "queued")
    await courier_of(called).step()
    assert (await called.read(ticket["id"]))["report_upload"] == "delivered"
    refused = await called.act(called.office, await called.read(ticket["id"]), "report/delivery")
    assert refused.status_code == 409


async def test_c5_whoever_signs_what_changed_meanwhile_is_told(doors: TicketDoors) -> None:
    drafted = await doors.reported()
    await doors.push("amended", occurred="2024-09-30 10:30", title="另一事项")
    refused = await doors.act(doors.head, drafted, "sign-off")
    assert refused.status_code == 412
    assert await doors.count(stored_file) == 0
    assert [row.kind for row in await doors.rows(delivery)] == ["contact.made"]


async def test_e5_a_mark_holds_the_signature_until_the_secrecy_officer_clears_it(doors: TicketDoors) -> None:
    drafted = await marked(doors)
    refused = await doors.act(doors.head, drafted, "sign-off")
    assert refused.status_code == 422
    assert refused.json()["type"].endswith("report-held")
    assert [error["pointer"] for error in refused.json()["errors"]] == ["/report/handling"]
    assert "机密" not in refused.text
    here = f"/api/v1/tickets/{drafted['id']}/report"
    held = (await doors.secrecy.get(f"{here}/gate")).json()["held"]
    clearing = {"digests": [one["digest"] for one in held], "reason": "非密，系商品名称"}
    assert (await doors.head.post(f"{here}/clearances", json=clearing)).status_code == 403
    cleared = await doors.secrecy.post(f"{here}/clearances", json=clearing)
    assert (cleared.status_code, cleared.json()["points"]) == (201, [])
    assert (await doors.act(doors.head, drafted, "sign-off")).status_code == 200
    late = await doors.secrecy.post(f"{here}/clearances", json=clearing)
    assert (late.status_code, late.json()["type"].rpartition(":")[2]) == (409, "ticket-closed")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"digests": ["0" * 64], "reason": "没有问题"}, 409),
        ({"digests": [], "reason": "没有问题"}, 422),
        ({"digests": ["short"], "reason": "没有问题"}, 422),
        ({"digests": ["0" * 64], "reason": "好"}, 422),
    ],
)
async def test_e5_an_unfit_clearance_is_refused(doors: TicketDoors, body: dict[str, Any], status: int) -> None:
    drafted = await marked(doors)
    answer = await doors.secrecy.post(f"/api/v1/tickets/{drafted['id']}/report/clearances", json=body)
    assert answer.status_code == status


async def test_e5_without_a_report_there_is_no_gate_and_nothing_to_clear(doors: TicketDoors) -> None:
    here = f"/api/v1/tickets/{(await doors.contacted())['id']}/report"
    assert (await doors.clerk.get(f"{here}/gate")).status_code == 409
    body = {"digests": ["0" * 64], "reason": "没有问题"}
    assert (await doors.secrecy.post(f"{here}/clearances", json=body)).status_code == 409


async def test_e5_the_gate_follows_the_lists_that_the_office_amended(doors: TicketDoors) -> None:
    drafted = await doors.reported()
    toml = '[[word]]\nword = "已现场检查"\naction = "block"\nnote = "试"\n'
    amended = ReviewRulesAmended(
        aggregate_id=aggregate_id(RulesKind.words),
        version=1,
        ref="审查词表",
        desk_path="/desk/review-rules/words",
        kind="words",
        edition=1,
        toml=toml,
    )
    async with doors.running.work() as work:
        await take_over_rules(amended, work)
    assert (await doors.act(doors.head, drafted, "sign-off")).status_code == 422


async def test_e5_the_page_says_what_holds_the_report_and_lets_only_the_secrecy_officer_clear(
    doors: TicketDoors,
) -> None:
    drafted = await marked(doors)
    here = f"/desk/tickets/{drafted['id']}"
    refused = await doors.head.post(f"{here}/sign-off", data={"version": drafted["version"]}, headers=SAME_ORIGIN)
    assert refused.status_code == 422
    assert "须由保密员审查" in refused.text
    assert "审查意见" not in refused.text
    assert "签发并办结" not in refused.text
    shown = await doors.secrecy.get(here, headers={"Accept": "text/html"})
    assert "审查意见" in shown.text
    digests = shown.text.partition('name="clearances-digests" value="')[2].partition('"')[0]
    typed = {"version": drafted["version"], "digests": digests, "reason": ""}
    empty = await doors.secrecy.post(f"{here}/clearances", data=typed, headers=SAME_ORIGIN)
    assert (empty.status_code, 'href="#f-clearances-reason"' in empty.text) == (422, True)
    done = await doors.secrecy.post(f"{here}/clearances", data=typed | {"reason": "非密内容"}, headers=SAME_ORIGIN)
    assert done.status_code == 303
    signed = await doors.head.post(f"{here}/sign-off", data={"version": drafted["version"]}, headers=SAME_ORIGIN)
    assert signed.status_code == 303


async def test_c5_whoever_is_to_sign_sees_the_digest_and_the_file_first(doors: TicketDoors) -> None:
    drafted = await doors.reported()
    here = f"/desk/tickets/{drafted['id']}"
    shown = await doors.head.get(here, headers={"Accept": "text/html"})
    preview = await doors.head.get(f"{here}/report/preview.docx")
    assert preview.status_code == 200
    words = words_of(preview.content)
    assert NAME not in words
    finished = (await doors.act(doors.head, drafted, "sign-off")).json()
    digest = finished["report"]["files"]["digest"]
    assert digest in shown.text
    assert digest in words
    assert (await doors.stranger.get(f"{here}/report/preview.docx")).status_code == 404
    none = await doors.contacted(order_no="none")
    assert (await doors.head.get(f"/desk/tickets/{none['id']}/report/preview.docx")).status_code == 409
    page_file = await doors.clerk.get(f"{here}/report/files/{finished['report']['files']['archive']['id']}")
    assert page_file.status_code == 200
    assert page_file.headers["Content-Disposition"].startswith("attachment")


async def test_c5_the_service_does_not_start_with_an_unfit_form(house: House, tmp_path: Path) -> None:
    own = tmp_path / "own.docx"
    own.write_bytes(b"no document")
    with pytest.raises(ReportTemplateUnfit, match="is not a Word document"):
        async with house.open(SERVICE, report_template=own):
            pass


async def test_c10_the_sandbox_refuses_a_file_that_is_not_what_was_said(sandbox: HotlineSandbox) -> None:
    said: dict[str, Any] = {"type": "report.file", "order_no": "1"}
    file = {
        "name": "a.docx",
        "media_type": "x",
        "size": 1,
        "sha256": hashlib.sha256(b"a").hexdigest(),
        "content": "YQ==",
    }
    assert sandbox.uploads.take(said | {"file": file}).status == 200
    for wrong in (None, file | {"content": "Yg=="}, file | {"size": 2}, file | {"content": "*"}):
        assert sandbox.uploads.take(said | {"file": wrong}).status == 422
    large = file | {"content": "YWFh" * 350_000}
    assert sandbox.uploads.take(said | {"file": large}).status == 413
    assert len(sandbox.uploads.taken) == 1


async def test_c10_the_sandbox_shows_the_files_that_it_took(called: TicketDoors, sandbox: HotlineSandbox) -> None:
    await called.finished()
    await courier_of(called).step()
    async with httpx.AsyncClient(base_url=sandbox.callback_url.rpartition("/")[0], trust_env=False) as visitor:
        page = await visitor.get("/")
        file = await visitor.get("/uploads/FJ-000001")
        gone = await visitor.get("/uploads/FJ-000002")
    assert "FJ-000001" in page.text
    assert sandbox.uploads.taken[0].sha256 in page.text
    assert (file.content, gone.status_code) == (sandbox.uploads.taken[0].content, 404)
    assert "UEsDB" not in page.text, "the bytes of the file are not shown among the messages"


async def test_c5_others_read_notes_and_report_without_the_citizen_too(doors: TicketDoors) -> None:
    """What the unit wrote down names the citizen as well as his order does; the file for the archive is not theirs."""
    noted = {"channel": "phone", "outcome": "reached", "note": f"{NAME}要求回电{PHONE}"}
    called = (await doors.act(doors.clerk, await doors.ticket(), "contacts", **noted)).json()
    report = {"handling": f"已告知{NAME}。", "reply_points": f"{REPLY}已致电{PHONE}。", **FOUND}
    ticket = (await doors.act(doors.clerk, called, "report", **report)).json()
    assert (NAME in str(ticket["contacts"]), NAME in str(ticket["report"])) == (True, True)
    rest, page = f"/api/v1/tickets/{ticket['id']}", f"/desk/tickets/{ticket['id']}"
    for path in (rest, page):
        seen = (await doors.office.get(path, headers={"Accept": "text/html"} if path == page else {})).text
        assert NAME not in seen, path
        assert PHONE not in seen, path
        assert "要求回电" in seen, path
        assert "已告知" in seen, path
    assert NAME in (await doors.clerk.get(page, headers={"Accept": "text/html"})).text
