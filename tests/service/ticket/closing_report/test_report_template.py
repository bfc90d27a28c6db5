"""The form of the closing report, changed by the office in Word: checked whole, used from the next signature on."""

import io
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

import docx
import httpx
import pytest

from gongkai.audit.entries import audit_entry
from tests.service.ticket.closing_report.test_report_files import saved, words_of
from tests.service.ticket.conftest import TicketDoors
from tests.statements import counted
from ticket_service.closing_report.domain.report_template import PLACEHOLDERS, PLACEHOLDERS_IN_WORDS, REQUIRED
from ticket_service.closing_report.store import report_form

HERE = "/api/v1/report-template"
PAGE = "/desk/report-template"
FORM = {"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def form(title: str, names: Sequence[str] = REQUIRED, *more: str) -> bytes:
    """A form of the bureau's, made in Word."""
    document, file = docx.Document(), io.BytesIO()
    for line in (title, *(f"{name}：{{{{{name}}}}}" for name in names), *more):
        document.add_paragraph(line)
    document.save(file)
    return file.getvalue()


async def put(who: httpx.AsyncClient, content: bytes, edition: int | str, reason: str = "换用新表头") -> httpx.Response:
    headers = {"If-Match": f'"{edition}"' if isinstance(edition, int) else edition}
    path = f"{HERE}?name={quote('新模板.docx')}&reason={quote(reason)}"
    return await who.put(path, content=content, headers=headers)


async def post(who: httpx.AsyncClient, content: bytes, **typed: Any) -> httpx.Response:
    sent = {"file": ("新模板.docx", content, DOCX)} if content else {"file": ("", b"", "application/octet-stream")}
    return await who.post(PAGE, data=typed, files=sent, headers=FORM)


async def test_c5_a_new_form_is_used_from_the_next_signature_on_and_what_was_signed_stays(doors: TicketDoors) -> None:
    before = await doors.finished(order_no="before")
    old = await saved(doors.clerk, before, "hotline")
    answer = await put(doors.office, form("新表头"), 0)
    assert (answer.status_code, answer.json()["edition"], answer.headers["ETag"]) == (200, 1, '"1"'), answer.text
    drafted = await doors.reported(order_no="after")
    preview = await doors.head.get(f"/desk/tickets/{drafted['id']}/report/preview.docx")
    assert "新表头" in words_of(preview.content)
    after = (await doors.act(doors.head, drafted, "sign-off")).json()
    assert "新表头" in words_of((await saved(doors.clerk, after, "hotline")).content)
    assert (before["report"]["files"]["form_edition"], after["report"]["files"]["form_edition"]) == (0, 1)
    assert (await saved(doors.clerk, before, "hotline")).content == old.content
    (entry,) = [row for row in await doors.rows(audit_entry) if row.act == "report-template.amend"]
    assert (entry.actor, entry.details["edition"]) == ((await doors.rows(report_form))[0].amended_by, 1)


async def test_c5_the_form_is_taken_away_mended_and_told_who_changed_it_when_and_why(doors: TicketDoors) -> None:
    bundled = await doors.clerk.get(HERE)
    assert (bundled.status_code, bundled.headers["ETag"]) == (200, '"0"')
    assert "办结报告" in words_of(bundled.content)
    own = form("新表头")
    await put(doors.office, own, 0, "局名改了")
    assert (await doors.clerk.get(HERE)).content == own
    assert (await doors.clerk.get(f"{HERE}?edition=0")).content == bundled.content
    assert (await doors.clerk.get(f"{HERE}?edition=2")).status_code == 404
    (line,) = (await doors.clerk.get(f"{HERE}/editions")).json()
    assert (line["edition"], line["reason"], line["size"]) == (1, "局名改了", len(own))
    assert line["amended_by_name"]


async def test_c5_everything_that_is_wrong_with_a_form_is_told_at_once(doors: TicketDoors) -> None:
    answer = await put(doors.office, form("错", REQUIRED[2:], "{{办理情形}}", "{{手机}}"), 0)
    assert answer.status_code == 422
    assert answer.json()["type"].endswith("report-form-unfit")
    told = [error["detail"] for error in answer.json()["errors"]]
    assert told == [
        "不认识这个占位：{{办理情形}}",
        "不认识这个占位：{{手机}}",
        f"缺少这个占位：{{{{{REQUIRED[0]}}}}}",
        f"缺少这个占位：{{{{{REQUIRED[1]}}}}}",
    ]
    assert await doors.count(report_form) == 0


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"no document", "file-kind-mismatch"),
        (form("长", REQUIRED, "{% for _ in '字' %}{% endfor %}"), "report-form-unfit"),
        (form("断", REQUIRED, "{{工单号"), "report-form-unfit"),
    ],
)
async def test_c5_an_unfit_form_is_refused_in_words(doors: TicketDoors, content: bytes, code: str) -> None:
    answer = await put(doors.office, content, 0)
    assert (answer.status_code, answer.json()["type"].rpartition(":")[2]) == (422, code)


async def test_c5_of_two_who_change_the_form_the_second_is_told(doors: TicketDoors) -> None:
    assert (await put(doors.office, form("一"), 0)).status_code == 200
    second = form("二")
    late = await put(doors.office, second, 0)
    assert (late.status_code, late.json()["type"].rpartition(":")[2]) == (412, "changed-meanwhile")
    assert (await put(doors.office, second, 1)).json()["edition"] == 2
    same = await put(doors.office, second, "*")
    assert (same.json()["edition"], await doors.count(report_form)) == (2, 2), "the same once more is no new edition"
    assert (await put(doors.office, form("三"), 1, "")).status_code == 422


async def test_c5_only_the_office_changes_the_form(doors: TicketDoors) -> None:
    for who in (doors.clerk, doors.head, doors.secrecy):
        assert (await put(who, form("一"), 0)).status_code == 403
        assert (await post(who, form("一"), version="0", reason="试一试")).status_code == 403
        assert (await who.get(PAGE, headers=FORM)).status_code == 200
    missing = await doors.office.put(f"{HERE}?name=a.docx&reason=xx", content=form("一"))
    assert missing.status_code == 428


async def test_c5_the_same_edition_is_read_from_the_vault_once(doors: TicketDoors) -> None:
    answer = await put(doors.office, form("新表头"), 0)
    first = await doors.reported(order_no="first")
    assert (await doors.act(doors.head, first, "sign-off")).status_code == 200
    sha256 = answer.json()["sha256"]
    (doors.running.settings.folder / "files" / "sha256" / sha256[:2] / sha256).unlink()
    second = await doors.reported(order_no="second")
    with counted(doors.running) as asked:
        assert (await doors.act(doors.head, second, "sign-off")).status_code == 200
    assert len([one for one in asked if "report_form" in one]) == 1


async def test_c5_the_page_shows_a_form_with_an_invented_case_before_it_is_saved(doors: TicketDoors) -> None:
    looked = await post(doors.office, form("看看"), version="0", act="preview")
    assert looked.status_code == 200
    for said in ("看看", "SH20240930-000123", "10月9日"):
        assert said in words_of(looked.content)
    assert await doors.count(report_form) == 0
    done = await post(doors.office, form("存了"), version="0", reason="换用新表头")
    assert done.status_code == 303, done.text
    page = (await doors.office.get(PAGE, headers=FORM)).text
    for said in ("第1版", "换用新表头", "{{办理情况}}", "必须有"):
        assert said in page
    for path in ("bundled.docx", "editions/0/form.docx", "editions/1/form.docx"):
        assert (await doors.clerk.get(f"{PAGE}/{path}")).status_code == 200
    assert "存了" in words_of((await doors.clerk.get(f"{PAGE}/editions/1/preview.docx")).content)
    assert (await doors.clerk.get(f"{PAGE}/editions/7/form.docx")).status_code == 404


async def test_c5_the_page_says_in_words_what_is_wrong_and_who_was_faster(doors: TicketDoors) -> None:
    unfit = await post(doors.office, form("错", REQUIRED[2:]), version="0", reason="换用新表头")
    assert unfit.status_code == 422
    assert f"{{{{{REQUIRED[1]}}}}}" in unfit.text
    assert 'value="换用新表头"' in unfit.text
    nothing = await post(doors.office, b"", version="0", reason="换用新表头")
    assert (nothing.status_code, "请选择要上传的文件" in nothing.text) == (422, True)
    wordless = await post(doors.office, form("一"), version="0", reason="")
    assert (wordless.status_code, 'href="#f-reason"' in wordless.text) == (422, True)
    await put(doors.office, form("一"), 0, "我先改的")
    late = await post(doors.office, form("二"), version="0", reason="换用新表头")
    assert late.status_code == 409
    assert "我先改的" in late.text


@pytest.mark.parametrize("version", ["", "x", pytest.param("9" * 5_000, id="endless")])
async def test_c5_an_odd_edition_in_the_form_fits_none(doors: TicketDoors, version: str) -> None:
    answer = await post(doors.office, form("一"), version=version, reason="换用新表头")
    assert answer.status_code == 409
    assert await doors.count(report_form) == 0


def test_c5_every_placeholder_is_explained_in_words() -> None:
    assert {one.name for one in PLACEHOLDERS_IN_WORDS} == PLACEHOLDERS
    assert [one.name for one in PLACEHOLDERS_IN_WORDS if one.required] == [
        name for name in (one.name for one in PLACEHOLDERS_IN_WORDS) if name in REQUIRED
    ]
