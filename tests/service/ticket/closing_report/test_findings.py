"""What the unit found, over REST and by the page: open in a draft, whole before the signature, told to the hotline."""

from typing import Any

import pytest

from gongkai.webhooks.ledger import delivery
from gongkai_dev.hotline_sandbox.sandbox import HotlineSandbox
from tests.service.ticket.closing_report.test_report_files import saved, words_of
from tests.service.ticket.conftest import TicketDoors, courier_of
from tests.service.ticket.orders import FOUND, REPLY, REPORT

TEXTS = {"handling": REPORT["handling"], "reply_points": REPLY}
SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}


async def drafted(doors: TicketDoors, body: dict[str, Any], **order: Any) -> dict[str, Any]:
    answer = await doors.act(doors.clerk, await doors.contacted(**order), "report", **body)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_c5_a_draft_without_findings_waits_for_them(doors: TicketDoors) -> None:
    ticket = await drafted(doors, TEXTS)
    assert ticket["report"]["findings"] is None
    refused = await doors.act(doors.head, ticket, "sign-off")
    assert (refused.status_code, refused.json()["type"].rpartition(":")[2]) == (422, "findings-incomplete")
    pointers = [point["pointer"] for point in refused.json()["errors"]]
    assert pointers == ["/fact", "/on_site", "/result", "/reply_mode", "/satisfaction"]
    assert await doors.count(delivery) == 1, "only the contact was told"


async def test_c5_what_was_found_is_shown_word_by_word(doors: TicketDoors) -> None:
    said = FOUND | {"satisfaction": "not_rated", "satisfaction_reason": "未接回访电话", "explanation": "系员工漏检"}
    found = (await drafted(doors, TEXTS | said))["report"]["findings"]
    assert found == said | {"on_site_at": "2024-09-30T02:30:00Z", "feedback": "", "signed_unit": "浦东新区市场监管局"}


@pytest.mark.parametrize(
    ("changed", "pointer", "code"),
    [
        ({"on_site": "no"}, "/on_site_at", "not-asked"),
        ({"on_site_at": "2024-09-30T11:01:00+08:00"}, "/on_site_at", "in-future"),
        ({"explanation": "属实"}, "/explanation", "same-as-choice"),
        ({"fact": "policy_there"}, "/fact", "not-of-this-matter"),
        ({"fact": "perhaps"}, "/fact", "not-allowed"),
        ({"explanation": "字" * 501}, "/explanation", "too-long"),
    ],
)
async def test_c5_what_contradicts_itself_is_refused_in_the_draft(
    doors: TicketDoors, changed: dict[str, Any], pointer: str, code: str
) -> None:
    ticket = await doors.contacted(matter="投诉")
    refused = await doors.act(doors.clerk, ticket, "report", **REPORT | changed)
    assert refused.status_code == 422
    assert [(point["pointer"], point["code"]) for point in refused.json()["errors"]] == [(pointer, code)]


async def test_c5_a_consultation_has_questions_of_its_own(doors: TicketDoors) -> None:
    asked = {name: FOUND[name] for name in ("result", "reply_mode", "satisfaction")}
    ticket = await drafted(doors, TEXTS | asked | {"fact": "policy_there", "on_site": "no_site"}, matter="咨询")
    assert (await doors.act(doors.head, ticket, "sign-off")).status_code == 200


async def test_c6_the_hotline_gets_the_findings_in_its_own_words_and_in_the_file(
    called: TicketDoors, sandbox: HotlineSandbox
) -> None:
    said = {"satisfaction": "accepted", "satisfaction_reason": "希望再快些，可电13812345678"}
    ticket = await drafted(called, REPORT | said)
    signed = (await called.act(called.head, ticket, "sign-off")).json()
    await courier_of(called).step()
    told = next(one for one in sandbox.received if one["type"] == "report.filed")["report"]["findings"]
    assert told == {
        "fact": "属实",
        "claim": "诉求合理合法",
        "on_site": "是",
        "on_site_at": "2024-09-30T02:30:00Z",
        "result": "实际解决",
        "reply_mode": "电话",
        "satisfaction": "认可",
        "satisfaction_reason": "希望再快些，可电138****5678",
        "signed_unit": "浦东新区市场监管局",
    }
    file = words_of((await saved(called.clerk, signed, "hotline")).content)
    assert "认可（希望再快些，可电138****5678）" in file
    assert "13812345678" in words_of((await saved(called.clerk, signed, "archive")).content)


async def test_e5_the_gate_reads_the_texts_of_the_findings_too(doors: TicketDoors) -> None:
    ticket = await drafted(doors, REPORT | {"feedback": "机密★1年"})
    refused = await doors.act(doors.head, ticket, "sign-off")
    assert [point["pointer"] for point in refused.json()["errors"]] == ["/report/findings/feedback"]


async def test_c5_the_page_says_everything_that_a_reply_lacks(doors: TicketDoors) -> None:
    ticket = await doors.contacted()
    typed = {"version": str(ticket["version"]), "handling": "已检查", "reply_points": "已电话答复市民。"}
    named = {f"report-{name}" if name != "version" else name: value for name, value in typed.items()}
    refused = await doors.clerk.post(f"/desk/tickets/{ticket['id']}/report", data=typed | named, headers=SAME_ORIGIN)
    assert refused.status_code == 422
    for lacking in ("没有写明答复单位", "没有写明答复时间", "没有写明做了什么"):
        assert lacking in refused.text
