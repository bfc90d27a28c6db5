"""The desk: the unit's list, the case with its preview and its course, and who may do what there."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest

from gongkai.timepiece import Timepiece
from tests.service.inquiry.casework.test_pages import submit
from tests.service.inquiry.conftest import ANSWER, MORNING, InquiryDoors
from tests.statements import counted


async def desk_of(doors: InquiryDoors) -> str:
    return f"/desk/inquiries/{(await doors.newest())['id']}"


async def test_d1_the_unit_finds_its_questions_by_state_in_pages(doors: InquiryDoors) -> None:
    for number in range(3):
        await doors.ask(f"第{number}个问题是什么？")
    await doors.answered()
    waiting = (await doors.clerk.get("/desk/inquiries?state=asked&limit=1")).text
    assert "第1个问题是什么？" in waiting
    assert "第2个问题" not in waiting
    following = waiting.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    assert "第0个问题是什么？" in (await doors.clerk.get(following)).text
    assert "第2个问题是什么？" in (await doors.clerk.get("/desk/inquiries?state=answered")).text
    assert "没有这样的咨询" in (await doors.stranger.get("/desk/inquiries")).text
    everything = (await doors.office.get("/desk/inquiries")).text
    assert "登记处" in everything
    assert (await doors.citizen.get("/desk/inquiries")).status_code in (303, 401)
    assert (await doors.clerk.get("/desk/inquiries?state=nonsense")).status_code == 200


async def test_d1_the_desk_lists_cost_a_constant_number_of_statements(doors: InquiryDoors) -> None:
    counts = []
    for number in range(3):
        await doors.ask(f"第{number}个问题是什么？")
        await doors.consult(f"第{number}件咨询是什么？")
        with counted(doors.running) as seen:
            await doors.clerk.get("/desk/inquiries")
        counts.append(len(seen))
    assert len(set(counts)) == 1


async def test_d1_the_case_shows_the_answer_as_the_citizen_will_see_it(doors: InquiryDoors) -> None:
    await doors.ask(clause="clause-2")
    await doors.drafted("请致电13812345678预约。", clauses=["clause-3"])
    page = (await doors.head.get(await desk_of(doors))).text
    preview = page.split('id="preview"')[1].split("</section>")[0]
    assert "预约。" in preview
    assert "13812345678" not in preview
    assert "有关条款：三、办理时限" in preview
    assert "公开时自动遮盖" in page


async def test_d1_the_clerk_picks_clauses_by_hand(doors: InquiryDoors) -> None:
    await doors.ask()
    desk = await desk_of(doors)
    typed = {"answer": ANSWER, "version": "1", "clause_1": "clause-1", "clause_2": "clause-3", "clause_3": "clause-1"}
    assert (await submit(doors.clerk, f"{desk}/answer", **typed)).status_code == 303
    page = (await doors.clerk.get(desk)).text
    assert "有关条款：一、适用范围、三、办理时限" in page
    assert page.count('value="clause-3" selected') == 1
    wrong = await submit(doors.clerk, f"{desk}/answer", answer=ANSWER, version="2", clause_1="clause-77")
    assert wrong.status_code == 422
    assert 'href="#f-clause_1"' in wrong.text


async def test_d2_the_clerk_makes_a_consultation_public_by_hand(doors: InquiryDoors) -> None:
    await doors.consult()
    desk = await desk_of(doors)
    assert "公开这件咨询和答复" in (await doors.clerk.get(desk)).text
    await submit(doors.clerk, f"{desk}/answer", answer=ANSWER, version="1", publish="yes")
    assert "审核通过并公开" in (await doors.head.get(desk)).text
    await submit(doors.clerk, f"{desk}/answer", answer=ANSWER, version="2")
    assert "审核通过并答复" in (await doors.head.get(desk)).text
    await submit(doors.head, f"{desk}/review", version="3")
    assert "审核通过，答复提问人" in (await doors.clerk.get(desk)).text
    assert ANSWER not in (await doors.citizen.get("/inquiries")).text


async def test_d1_a_board_answer_is_withheld_only_with_a_reason(doors: InquiryDoors) -> None:
    await doors.ask()
    desk = await desk_of(doors)
    await submit(doors.clerk, f"{desk}/answer", answer=ANSWER, version="1", withheld="涉及正在办理的案件")
    assert "不公开：涉及正在办理的案件" in (await doors.head.get(desk)).text
    [entry] = await doors.audited("inquiry.draft_answer")
    assert (entry.details["published"], entry.details["withheld"]) == (False, "涉及正在办理的案件")
    await submit(doors.clerk, f"{desk}/answer", answer=ANSWER, version="2")
    assert "审核通过并公开" in (await doors.head.get(desk)).text


async def test_d4_the_case_tells_rating_reason_and_course(doors: InquiryDoors, timepiece: Timepiece) -> None:
    receipt = await doors.ask(email="somebody@example.cn")
    await doors.answered()
    await doors.follow_up("lookup/rating", receipt, rating="dissatisfied", comment="没有说清楚。")
    timepiece.move(MORNING + timedelta(days=10))
    await doors.follow_up("lookup/reopening", receipt, reason="没有说在哪里提交。")
    page = (await doors.clerk.get(await desk_of(doors))).text
    assert "提问人要求再次答复" in page
    assert "没有说在哪里提交。" in page
    assert "评价：不满意" in page
    course = page.split('<ol class="timeline">')[1]
    order = ["收到咨询", "第一次答复", "邮件告知提问人：等待发送", "要求再次答复"]
    assert [course.index(words) for words in order] == sorted(course.index(words) for words in order)
    assert "第2次" in (await doors.clerk.get("/desk/inquiries?state=reopened")).text
    await doors.answered("在窗口提交。")
    await doors.follow_up("lookup/rating", receipt, rating="satisfied")
    page = (await doors.clerk.get(await desk_of(doors))).text
    assert "评价：满意" in page


async def test_d2_the_clock_of_a_consultation_explains_itself(doors: InquiryDoors) -> None:
    await doors.consult()
    desk = await desk_of(doors)
    assert f'href="{desk}/clocks/consult_reply"' in (await doors.clerk.get(desk)).text
    assert (await doors.clerk.get(f"{desk}/clocks/consult_reply")).status_code == 200


@pytest.mark.parametrize("act", ["answer", "review", "clearances", "unmasking"])
async def test_d1_a_case_that_is_not_there_or_not_ones_own_is_unknown(doors: InquiryDoors, act: str) -> None:
    await doors.ask()
    typed = {"answer": ANSWER, "version": "1", "purpose": "核对编号", "digest": "0" * 64, "clearing_reason": "可以公开"}
    desk = await desk_of(doors)
    for path in (f"/desk/inquiries/{uuid4()}/{act}", f"{desk}/{act}"):
        assert (await submit(doors.stranger, path, **typed)).status_code in (403, 404)


async def test_f6_the_secrecy_officer_finds_no_button_but_the_clearing(doors: InquiryDoors) -> None:
    await doors.ask()
    await doors.drafted()
    page = (await doors.secrecy.get(await desk_of(doors))).text
    for words in ("审核通过并公开", "保存，送审核", "查看遮盖前的原话"):
        assert words not in page


async def test_f6_a_refused_unmasking_leaves_the_drafted_answer_in_its_form(doors: InquiryDoors) -> None:
    await doors.ask()
    await doors.drafted()
    refused = await submit(doors.clerk, f"{await desk_of(doors)}/unmasking", purpose="看")
    assert refused.status_code == 422
    assert f"{ANSWER}</textarea>" in refused.text


async def test_f6_the_clause_that_is_gone_is_marked_where_it_was_chosen(doors: InquiryDoors) -> None:
    await doors.ask()
    typed = {"answer": ANSWER, "version": "1", "clause_1": "", "clause_2": "clause-1", "clause_3": "clause-77"}
    refused = await submit(doors.clerk, f"{await desk_of(doors)}/answer", **typed)
    assert 'href="#f-clause_3"' in refused.text
    assert 'href="#f-clause_1"' not in refused.text


async def test_d1_a_double_click_at_the_desk_is_no_conflict_with_oneself(doors: InquiryDoors) -> None:
    await doors.ask()
    desk = await desk_of(doors)
    typed = {"answer": ANSWER, "version": "1", "clause_1": "clause-2"}
    clicks = await asyncio.gather(*(submit(doors.clerk, f"{desk}/answer", **typed) for _ in range(3)))
    assert [click.status_code for click in clicks] == [303, 303, 303]
    other = await submit(doors.clerk, f"{desk}/answer", **typed | {"answer": "换一种说法的答复。"})
    assert other.status_code == 409
    clicks = await asyncio.gather(*(submit(doors.head, f"{desk}/review", version="2") for _ in range(3)))
    assert [click.status_code for click in clicks] == [303, 303, 303]
    assert len(await doors.audited("inquiry.review_answer")) == 1
    assert (await submit(doors.clerk, f"{desk}/answer", **typed)).status_code == 409
