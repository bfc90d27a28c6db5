"""The pages of questions: ask, keep the receipt, follow it, answer it."""

import asyncio
import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import httpx
from sqlalchemy import func, select

from gongkai.timepiece import Timepiece
from inquiry_service.question.store.tables import questions
from tests.service.inquiry.conftest import MORNING, InquiryDoors, withdrawn

OWN = {"Sec-Fetch-Site": "same-origin"}
TEXT = "延续申请要提前多少天提交？"


async def submit(at: httpx.AsyncClient, path: str, **typed: Any) -> httpx.Response:
    """Send a form as a browser does."""
    return await at.post(path, data=typed, headers=OWN)


async def form_key(doors: InquiryDoors) -> str:
    page = (await doors.citizen.get(f"/boards/{doors.policy_id}")).text
    found = re.search(r'name="once" value="([0-9a-f]{32})"', page)
    assert found
    return found[1]


def receipt_in(page: str) -> tuple[str, str]:
    number, code = re.findall(r'<dd class="receipt">([^<]+)</dd>', page)
    return number, code


async def count(doors: InquiryDoors) -> int:
    async with doors.running.reading() as db:
        return (await db.execute(select(func.count()).select_from(questions))).scalar_one()


async def test_d4_a_citizen_asks_and_follows_the_question_by_hand(doors: InquiryDoors, timepiece: Timepiece) -> None:
    page = await submit(doors.citizen, f"/boards/{doors.policy_id}", text=TEXT, email="", once=await form_key(doors))
    assert page.status_code == 200
    assert "2024年10月12日 星期六" in page.text
    number, code = receipt_in(page.text)
    status = await submit(doors.citizen, "/status", receipt_no=number, query_code=code)
    assert "收到当天不计入期限" in status.text
    timepiece.move(MORNING + timedelta(days=8))
    status = await submit(doors.citizen, "/status", receipt_no=number, query_code=code)
    assert "今天是第1个工作日，共5个工作日" in status.text
    assert "还剩4个工作日" in status.text
    await doors.answered("三十个工作日内提交。")
    status = await submit(doors.citizen, "/status", receipt_no=number, query_code=code)
    assert "三十个工作日内提交。" in status.text
    assert "三十个工作日内提交。" in (await doors.citizen.get(f"/boards/{doors.policy_id}")).text


async def test_d4_a_double_click_is_one_question_with_one_receipt(doors: InquiryDoors) -> None:
    key = await form_key(doors)
    path = f"/boards/{doors.policy_id}"
    pages = await asyncio.gather(*(submit(doors.citizen, path, text=TEXT, email="", once=key) for _ in range(3)))
    assert {page.status_code for page in pages} == {200}
    assert len({receipt_in(page.text) for page in pages}) == 1
    assert await count(doors) == 1


async def test_d4_the_same_form_with_other_words_is_another_question(doors: InquiryDoors) -> None:
    key = await form_key(doors)
    for text in (TEXT, "那么要交哪些材料呢？"):
        assert (await submit(doors.citizen, f"/boards/{doors.policy_id}", text=text, once=key)).status_code == 200
    assert await count(doors) == 2


async def test_f6_a_faulty_question_comes_back_with_what_was_typed(doors: InquiryDoors) -> None:
    page = await submit(doors.citizen, f"/boards/{doors.policy_id}", text="短<b>", email="nowhere")
    assert page.status_code == 422
    assert 'href="#f-text"' in page.text
    assert 'href="#f-email"' in page.text
    assert 'value="nowhere"' in page.text
    assert "短&lt;b&gt;</textarea>" in page.text


async def test_d1_a_closed_board_has_no_form(doors: InquiryDoors) -> None:
    key = await form_key(doors)
    await doors.deliver(withdrawn(doors.policy_id))
    assert 'name="text"' not in (await doors.citizen.get(f"/boards/{doors.policy_id}")).text
    late = await submit(doors.citizen, f"/boards/{doors.policy_id}", text=TEXT, once=key)
    assert late.status_code == 409
    assert "留言板已关闭" in late.text


async def test_d4_a_status_past_the_announced_calendar_is_provisional(
    doors: InquiryDoors, timepiece: Timepiece
) -> None:
    timepiece.move(MORNING.replace(year=2026, month=12, day=29))
    receipt = await doors.ask()
    assert receipt["certainty"] == "provisional"
    status = await submit(doors.citizen, "/status", receipt_no=receipt["receipt_no"], query_code=receipt["query_code"])
    assert "暂定" in status.text


async def test_d4_a_wrong_code_is_told_on_the_form(doors: InquiryDoors) -> None:
    receipt = await doors.ask()
    page = await submit(doors.citizen, "/status", receipt_no=receipt["receipt_no"], query_code="0" * 13)
    assert page.status_code == 404
    assert "没有找到对应的咨询" in page.text
    assert f'value="{receipt["receipt_no"]}"' in page.text


async def test_d1_clerk_and_head_answer_by_hand(doors: InquiryDoors) -> None:
    await doors.ask(TEXT, email="somebody@example.cn")
    desk = f"/desk/inquiries/{(await doors.newest())['id']}"
    page = (await doors.clerk.get(desk)).text
    assert TEXT in page
    assert "答复后发邮件" in page
    assert (await doors.stranger.get(desk)).status_code == 404
    assert "2024年10月12日 24:00前" in page
    assert (await submit(doors.clerk, f"{desk}/answer", answer="", version="1")).status_code == 422
    saved = await submit(doors.clerk, f"{desk}/answer", answer="三十个工作日内提交。", version="1")
    assert saved.status_code == 303
    assert "审核通过并公开" not in (await doors.clerk.get(desk)).text
    assert "审核通过并公开" in (await doors.head.get(desk)).text
    assert (await submit(doors.head, f"{desk}/review", version="2")).status_code == 303
    assert "审核通过，答复公开" in (await doors.clerk.get(desk)).text


async def test_f6_two_clerks_on_one_answer_are_told_in_words(doors: InquiryDoors) -> None:
    await doors.ask()
    desk = f"/desk/inquiries/{(await doors.newest())['id']}"
    await submit(doors.clerk, f"{desk}/answer", answer="先写好的答复。", version="1")
    late = await submit(doors.clerk, f"{desk}/answer", answer="后写好的答复。", version="1")
    assert late.status_code == 409
    assert "别人先处理了这件咨询" in late.text
    assert "后写好的答复。</textarea>" in late.text
    assert "先写好的答复。</p>" in late.text


async def test_f6_hostile_words_stay_words(doors: InquiryDoors) -> None:
    await doors.ask("<script>alert(1)</script> 怎么办？")
    await doors.answered("<img src=x onerror=alert(1)> 没有办法。")
    for page in (
        (await doors.citizen.get(f"/boards/{doors.policy_id}")).text,
        (await doors.clerk.get(f"/desk/inquiries/{(await doors.newest())['id']}")).text,
    ):
        assert "&lt;script&gt;alert(1)" in page
        assert "<img" not in page


async def test_d4_on_a_rest_day_no_working_day_is_counted(doors: InquiryDoors, timepiece: Timepiece) -> None:
    timepiece.move(MORNING + timedelta(days=11))
    receipt = await doors.ask()
    timepiece.move(MORNING + timedelta(days=13))
    shown = {name: receipt[name] for name in ("receipt_no", "query_code")}
    status = await submit(doors.citizen, "/status", **shown)
    assert "今天是休息日，已过1个工作日，共5个工作日" in status.text
    assert "今天是第" not in status.text


async def test_f6_every_mistake_is_listed_under_the_name_of_its_field(doors: InquiryDoors) -> None:
    """Somebody who hears the page gets links that differ, and each of them leads to a field."""
    await doors.ask()
    question = await doors.newest()
    faulty = [
        (doors.citizen, "/status", {"receipt_no": "", "query_code": ""}),
        (doors.citizen, f"/boards/{doors.policy_id}", {"text": "", "once": await form_key(doors)}),
        (doors.citizen, "/inquiries/new", {"text": "", "matter": ""}),
        (doors.clerk, "/desk/inquiries/on-the-spot", {"text": "", "answer": "", "matter": "", "channel": ""}),
        (doors.clerk, f"/desk/inquiries/{question['id']}/answer", {"text": "", "version": str(question["version"])}),
    ]
    for who, path, typed in faulty:
        page = await submit(who, path, **typed)
        assert page.status_code == 422, (path, page.status_code)
        summary = page.text.partition("data-summary")[2].partition("</div>")[0]
        links = re.findall(r'<a href="#([^"]+)">([^<]*)</a>', summary)
        assert links, path
        assert [words for _, words in links if "：" not in words] == [], path
        assert [field for field, _ in links if f'id="{field}"' not in page.text] == [], path
        assert "<title>出错：" in page.text, path


async def test_f3_a_question_in_another_encoding_is_kept_as_it_reads_or_refused(doors: InquiryDoors) -> None:
    gbk = {**OWN, "Content-Type": "application/x-www-form-urlencoded"}
    odd = {**OWN, "Content-Type": "multipart/form-data; boundary=X; charset=undefined"}
    for path in ("/inquiries/new", "/status", f"/boards/{doors.policy_id}"):
        typed = urlencode({"text": TEXT, "matter": "registration", "receipt_no": "ZX"}, encoding="gbk").encode()
        refused = await doors.citizen.post(path, content=typed, headers=gbk)
        assert refused.status_code == 400, path
        assert "UTF-8" in refused.text
        assert (await doors.citizen.post(path, content=b"--X--\r\n", headers=odd)).status_code == 400, path
    assert await count(doors) == 0
    declared = gbk | {"Content-Type": "application/x-www-form-urlencoded; charset=gbk"}
    typed = urlencode({"text": TEXT, "once": await form_key(doors)}, encoding="gbk").encode()
    assert (await doors.citizen.post(f"/boards/{doors.policy_id}", content=typed, headers=declared)).status_code == 200
    assert (await doors.newest())["text"] == TEXT


async def test_f3_what_nobody_can_see_is_no_question(doors: InquiryDoors) -> None:
    for nothing in ("\u200b" * 6, "\u3164", "\u2800\u2800", "\ufe0f", "\u00ad"):
        page = await submit(doors.citizen, "/inquiries/new", text=nothing, matter="registration")
        assert (page.status_code, "这一项必填" in page.text) == (422, True)
    assert await count(doors) == 0
