"""The sheets of the desk: what is typed is kept whatever is refused, looking saves nothing, no click counts twice."""

from html import unescape

import pytest

from tests.service.policy.conftest import ELEMENTS, WRITTEN, PolicyDoors
from tests.service.policy.forms import submit, upload
from tests.unit.documents.made import docx, paragraph, png

DOCX = docx(paragraph("一、从文档来") + paragraph("可以延续。"))
MORE = {
    "co_issuers": "上海市公安局\n上海市卫生健康委员会",
    "keywords": "许可、延续，食品",
    "audience_catering": "yes",
    "audience_enterprise": "yes",
    "normative": "yes",
    "interpretation_wanted": "yes",
    "effective_on": "2024-08-01",
    "expires_on": "2029-07-31",
    "index_no": "AB-1",
    "subject_class": "市场监管",
    "issuing_unit": "上海市市场监督管理局",
    "service_links": "食品经营许可 延续 https://zwdt.sh.gov.cn/item/1\n\n变更 https://zwdt.sh.gov.cn/item/2",
}


async def test_f6_every_field_of_the_sheet_is_kept_and_comes_back(doors: PolicyDoors) -> None:
    saved = await submit(doors.clerk, "/desk/policies/new", **WRITTEN | MORE)
    assert saved.status_code == 303
    record = (await doors.clerk.get(f"/api/v1/policies/{saved.headers['location'].rsplit('/', 1)[1]}/record")).json()
    assert record["co_issuers"] == ["上海市公安局", "上海市卫生健康委员会"]
    assert record["keywords"] == ["许可", "延续", "食品"]
    assert sorted(record["audiences"]) == ["catering", "enterprise"]
    assert (record["normative"], record["interpretation_wanted"]) == (True, True)
    assert record["service_links"][0] == {"title": "食品经营许可 延续", "url": "https://zwdt.sh.gov.cn/item/1"}
    sheet = f"{saved.headers['location']}/words"
    page = (await doors.clerk.get(sheet)).text
    for words in ("上海市公安局\n上海市卫生健康委员会", "许可、延续、食品", "变更 https://zwdt.sh.gov.cn/item/2"):
        assert words in page
    typed = WRITTEN | MORE | {"document_no": record["document_no"], "version": "1"}
    assert (await submit(doors.clerk, sheet, **typed)).status_code == 303
    after = (await doors.clerk.get(f"/api/v1/policies/{record['id']}/record")).json()
    assert after["digest"] == record["digest"]


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"service_links": "登记 http://example.org"}, "service_links", "第1项"),
        ({"service_links": "https://zwdt.sh.gov.cn"}, "service_links", "第1项"),
        ({"co_issuers": "好\n" + "长" * 101}, "co_issuers", "第2项"),
        ({"formed_on": "昨天"}, "formed_on", "日期"),
        ({"disclosure": "secret"}, "disclosure", "可选范围"),
        ({"body": "<div>" * 300}, "", "嵌套过深"),
    ],
)
async def test_f6_what_is_wrong_is_said_beside_its_field(
    doors: PolicyDoors, typed: dict[str, str], field: str, words: str
) -> None:
    answer = await submit(doors.clerk, "/desk/policies/new", **WRITTEN | typed | {"index_no": "留着"})
    assert answer.status_code == 422
    assert words in answer.text
    assert 'value="留着"' in answer.text
    if field:
        assert f'id="f-{field}-error"' in answer.text
    assert (await doors.clerk.get("/desk/policies")).text.count("data-open") == 0


async def test_f6_a_preview_shows_the_public_words_and_saves_nothing(doors: PolicyDoors) -> None:
    told = WRITTEN | {"body": "联系人：13812345678。", "do": "preview"}
    answer = await submit(doors.clerk, "/desk/policies/new", **told)
    assert answer.status_code == 200
    assert "138****5678" in answer.text
    assert "13812345678。</textarea>" in answer.text
    assert WRITTEN["title"] not in (await doors.clerk.get("/desk/policies")).text
    policy = await doors.drafted()
    answer = await submit(doors.clerk, f"/desk/policies/{policy['id']}/words", **told, version="1")
    assert "138****5678" in answer.text
    assert (await doors.clerk.get(f"/api/v1/policies/{policy['id']}/record")).json()["version"] == 1


async def test_e1_a_word_document_fills_the_body_and_is_looked_at_first(doors: PolicyDoors) -> None:
    answer = await upload(
        doors.clerk, "/desk/policies/new", "document", ("文稿.docx", DOCX), **WRITTEN | {"do": "save"}
    )
    assert answer.status_code == 200
    assert "正文已从 Word 读入，还没有保存" in answer.text
    assert "&lt;h2" in answer.text
    assert WRITTEN["title"] in answer.text
    assert WRITTEN["title"] not in (await doors.clerk.get("/desk/policies")).text


async def test_e1_a_long_word_document_can_be_read_and_saved(doors: PolicyDoors) -> None:
    """Two hundred pages; what comes out of Word is never too long for the sheet that it fills."""
    document = ("文稿.docx", docx("".join(paragraph("可以延续" * 50) for _ in range(900))))
    read = await upload(doors.clerk, "/desk/policies/new", "document", document, **WRITTEN)
    body = unescape(read.text.split('name="body"')[1].split(">", 1)[1].split("</textarea>")[0])
    assert len(body) > 180_000
    saved = await submit(doors.clerk, "/desk/policies/new", **WRITTEN | {"body": body, "body_format": "html"})
    assert saved.status_code == 303
    assert (await doors.clerk.get(saved.headers["location"])).status_code == 200


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("文稿.pdf", b"%PDF-1.4", "只能从 Word 文档"),
        ("文稿.docx", b"no zip", "内容"),
        ("文稿.docm", b"x", "只能从 Word 文档"),
    ],
)
async def test_e1_a_refused_document_is_told_beside_it_and_nothing_typed_is_lost(
    doors: PolicyDoors, name: str, content: bytes, words: str
) -> None:
    path = f"/desk/policies/{(await doors.drafted())['id']}/words"
    typed = WRITTEN | {"body": "写了很久的正文。", "version": "1"}
    answer = await upload(doors.clerk, path, "document", (name, content), **typed)
    assert answer.status_code == 422
    assert 'id="f-document-error"' in answer.text
    assert words in answer.text
    assert "写了很久的正文。</textarea>" in answer.text


async def test_f6_a_form_that_is_not_sent_in_parts_is_refused(doors: PolicyDoors) -> None:
    answer = await doors.clerk.post("/desk/policies/new", data=WRITTEN, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 400


async def test_e2_who_clicks_twice_saves_once(doors: PolicyDoors) -> None:
    first, second = [await submit(doors.clerk, "/desk/policies/new", **WRITTEN) for _ in range(2)]
    assert first.headers["location"] == second.headers["location"]
    sheet = f"{first.headers['location']}/words"
    changed = WRITTEN | {"body": "改过。", "version": "1"}
    assert [(await submit(doors.clerk, sheet, **changed)).status_code for _ in range(2)] == [303, 303]
    other = await submit(doors.clerk, "/desk/policies/new", **WRITTEN)
    assert other.status_code == 409
    assert 'id="f-document_no-error"' in other.text


async def test_e5_what_was_masked_on_the_sheet_of_a_public_policy_stays_as_it_was_written(doors: PolicyDoors) -> None:
    policy = await doors.interpreted(await doors.drafted(body="联系人：13812345678。"), body="问：13812345678。")
    assert (await doors.release(policy)).status_code == 200
    desk = f"/desk/policies/{policy['id']}"
    page = (await doors.clerk.get(f"{desk}/words")).text
    assert "13812345678" not in page
    shown = page.split('name="body"')[1].split(">", 1)[1].split("</textarea>")[0].strip().replace("&amp;", "&")
    version = page.split('name="version" value="')[1].split('"')[0]
    typed = WRITTEN | {"body": shown, "change_note": "补充主题词。", "keywords": "延续", "version": version}
    assert (await submit(doors.clerk, f"{desk}/words", **typed)).status_code == 303
    record = (await doors.clerk.get(f"/api/v1/policies/{policy['id']}/record")).json()
    assert record["body"] == "联系人：13812345678。"
    assert record["interpretations"][0]["body"] == "问：13812345678。"


TYPED = {"form": "text", "title": "解读", **{name: one.get("text", "") for name, one in ELEMENTS.items()}}


async def test_e3_an_interpretation_is_written_bit_by_bit_until_the_gate_is_content(doors: PolicyDoors) -> None:
    policy = await doors.drafted(normative=True)
    desk = f"/desk/policies/{policy['id']}"
    assert f'href="{desk}/interpretations/new?form=text"' in (await doors.clerk.get(desk)).text
    saved = await submit(doors.clerk, f"{desk}/interpretations/new", **TYPED | {"goals": ""}, version="1")
    one = saved.headers["location"]
    page = (await doors.clerk.get(one)).text
    assert 'href="#f-goals"' in page
    assert 'href="#f-benefits"' in page
    assert f'href="{one}#f-goals"' in (await doors.clerk.get(desk)).text
    whole = TYPED | {"benefits_waived": "本通知只规范程序。", "version": "2"}
    assert (await submit(doors.clerk, one, **whole)).status_code == 303
    assert "没有缺项" in (await doors.clerk.get(desk)).text


async def test_f6_an_interpretation_that_is_refused_keeps_its_words(doors: PolicyDoors) -> None:
    desk = f"/desk/policies/{(await doors.drafted())['id']}"
    film = {"form": "video", "title": "", "url": "http://example.org", "alternative": "说了很久。", "version": "1"}
    answer = await submit(doors.clerk, f"{desk}/interpretations/new", **film)
    assert answer.status_code == 422
    assert 'id="f-title-error"' in answer.text
    assert "说了很久。</textarea>" in answer.text
    answer = await upload(
        doors.clerk, f"{desk}/interpretations/new", "file", ("a.exe", b"x"), **film | {"title": "片", "url": ""}
    )
    assert 'id="f-file-error"' in answer.text
    assert "说了很久。</textarea>" in answer.text


async def test_e3_a_picture_and_its_words_come_in_one_step_and_go_out_again(doors: PolicyDoors) -> None:
    policy = await doors.drafted()
    desk = f"/desk/policies/{policy['id']}"
    typed = {"form": "picture", "title": "一图读懂", "alternative": "三步办成。", "file_title": "图一", "version": "1"}
    saved = await upload(doors.clerk, f"{desk}/interpretations/new", "file", ("图.png", png()), **typed)
    again = await upload(doors.clerk, f"{desk}/interpretations/new", "file", ("图.png", png()), **typed)
    assert saved.headers["location"] == again.headers["location"]
    record = (await doors.clerk.get(f"/api/v1/policies/{policy['id']}/record")).json()
    (one,) = record["interpretations"]
    assert [file["title"] for file in one["files"]] == ["图一"]
    version = str(record["version"])
    removal = f"{desk}/files/{one['files'][0]['file_id']}/removal"
    assert "删除文件“图一”？" in (await doors.clerk.get(removal)).text
    assert (await submit(doors.clerk, removal, version="1")).status_code == 409
    assert (await submit(doors.clerk, removal, version=version)).headers["location"] == saved.headers["location"]
    removal = f"{saved.headers['location']}/removal"
    assert "删除解读“一图读懂”？" in (await doors.clerk.get(removal)).text
    assert (await submit(doors.clerk, removal, version=str(record["version"] + 1))).headers["location"] == desk
    assert (await doors.clerk.get(removal)).status_code == 404


async def test_e2_the_slower_editor_of_an_interpretation_loses_nothing(doors: PolicyDoors) -> None:
    policy = await doors.interpreted(await doors.drafted())
    one = f"/desk/policies/{policy['id']}/interpretations/{policy['interpretations'][0]['id']}"
    assert (await submit(doors.clerk, one, **TYPED | {"goals": "先到的目标。"}, version="2")).status_code == 303
    late = await submit(doors.clerk, one, **TYPED | {"goals": "后到的目标。"}, version="2")
    assert late.status_code == 409
    assert "先到的目标。</ins>" in late.text
    assert "后到的目标。</textarea>" in late.text
