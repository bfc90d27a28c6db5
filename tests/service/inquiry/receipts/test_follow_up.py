"""What an asker does with the answer: reads where it is in words, rates it once, asks for another one once."""

import asyncio
import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from gongkai.timepiece import Timepiece
from gongkai.worktime.clock import Moment, MomentKind
from inquiry_service.question.domain.question import REPLY_WITHIN
from inquiry_service.question.store.tables import questions
from tests.service.inquiry.casework.test_pages import submit
from tests.service.inquiry.conftest import ANSWER, MORNING, InquiryDoors

WHY = "没有说明在哪里提交。"


async def by_hand(doors: InquiryDoors, act: str, receipt: dict[str, Any], **typed: str) -> Any:
    shown = {name: receipt[name] for name in ("receipt_no", "query_code")}
    return await submit(doors.citizen, f"/status{act}", **shown, **typed)


async def test_d4_an_answer_is_rated_once(doors: InquiryDoors) -> None:
    receipt = await doors.ask()
    await doors.answered()
    rated = await doors.follow_up("lookup/rating", receipt, rating="mostly_satisfied", comment="很快。")
    assert (rated.status_code, rated.json()["rating"], rated.json()["may_be_rated"]) == (
        200,
        "mostly_satisfied",
        False,
    )
    again = await doors.follow_up("lookup/rating", receipt, rating="mostly_satisfied", comment="很快。")
    assert again.status_code == 200
    other = await doors.follow_up("lookup/rating", receipt, rating="dissatisfied")
    assert (other.status_code, other.json()["type"]) == (409, "urn:gongkai:problem:already-rated")
    told = [json.loads(data) for kind, _, data in await doors.announced() if kind == "gongkai.inquiry.rated.v1"]
    assert [(one["rating"], "comment" in one) for one in told] == [("mostly_satisfied", False)]


async def test_d4_before_there_is_an_answer_there_is_nothing_to_rate_or_to_reopen(doors: InquiryDoors) -> None:
    receipt = await doors.ask()
    rated = await doors.follow_up("lookup/rating", receipt, rating="satisfied")
    reopened = await doors.follow_up("lookup/reopening", receipt, reason=WHY)
    for refused in (rated, reopened):
        assert (refused.status_code, refused.json()["type"]) == (409, "urn:gongkai:problem:not-answered-yet")


async def test_d4_a_reopened_question_is_owed_another_answer_counted_anew(
    doors: InquiryDoors, timepiece: Timepiece
) -> None:
    receipt = await doors.ask()
    await doors.answered()
    await doors.follow_up("lookup/rating", receipt, rating="dissatisfied")
    timepiece.move(MORNING + timedelta(days=11))
    reopened = (await doors.follow_up("lookup/reopening", receipt, reason=WHY)).json()
    assert (reopened["state"], reopened["cycle"], reopened["words"]) == ("reopened", 2, "待再次答复")
    assert (reopened["day"], reopened["due_on"]) == (0, "2024-10-17")
    assert (reopened["answer"], reopened["earlier_answer"]) == (None, ANSWER)
    question = await doors.newest()
    assert (await doors.clerk.get(f"/api/v1/inquiries/{question['id']}")).json()["reason"] == WHY
    [clock] = (await doors.clerk.get(f"/api/v1/inquiries/{question['id']}/clocks")).json()
    assert (clock["cycle"], clock["state"]) == (2, "running")
    assert [one["answer"] for one in (await doors.board())["items"]] == [ANSWER]
    await doors.answered("在市场监管所窗口提交，也可以在网上提交。")
    status = await doors.status(receipt)
    assert (status["words"], status["earlier_answer"], status["may_be_rated"]) == ("已再次答复", ANSWER, True)
    assert [one["answer"] for one in (await doors.board())["items"]] == ["在市场监管所窗口提交，也可以在网上提交。"]
    assert (await doors.follow_up("lookup/rating", receipt, rating="satisfied")).status_code == 200
    told = [kind.split(".")[2] for kind, _, _ in await doors.announced()][1:]
    assert told == ["asked", "answer-drafted", "answered", "rated", "reopened", "answer-drafted", "answered", "rated"]


async def test_d4_a_second_reopening_is_refused_with_the_way_to_go_on(doors: InquiryDoors) -> None:
    receipt = await doors.ask()
    await doors.answered()
    for _ in range(2):
        assert (await doors.follow_up("lookup/reopening", receipt, reason=WHY)).status_code == 200
    another = await doors.follow_up("lookup/reopening", receipt, reason="还有一个问题想问清楚。")
    await doors.answered("在窗口提交。")
    later = await doors.follow_up("lookup/reopening", receipt, reason=WHY)
    for refused in (another, later):
        assert (refused.status_code, refused.json()["type"]) == (409, "urn:gongkai:problem:already-reopened")
        assert "12345" in refused.json()["detail"]
    assert "12345</strong> 市民服务热线反映" in (await by_hand(doors, "", receipt)).text


async def test_d4_a_double_click_rates_and_reopens_once(doors: InquiryDoors) -> None:
    receipt = await doors.ask()
    await doors.answered()
    for act, more in (("lookup/rating", {"rating": "dissatisfied"}), ("lookup/reopening", {"reason": WHY})):
        clicks = await asyncio.gather(*(doors.follow_up(act, receipt, **more) for _ in range(3)))
        assert [click.status_code for click in clicks] == [200, 200, 200]
    told = [kind.split(".")[2] for kind, _, _ in await doors.announced()][1:]
    assert told == ["asked", "answer-drafted", "answered", "rated", "reopened"]


async def test_d4_the_person_who_wrote_the_first_answer_may_not_review_the_second(doors: InquiryDoors) -> None:
    receipt = await doors.ask()
    await doors.answered()
    await doors.follow_up("lookup/reopening", receipt, reason=WHY)
    path = await doors.drafted("在窗口提交。")
    assert (await doors.clerk.post(f"{path}/review")).status_code == 403


@pytest.mark.parametrize(
    ("act", "more"),
    [
        ("lookup/rating", {"rating": "satisfied"}),
        ("lookup/reopening", {"reason": WHY}),
    ],
)
async def test_d4_unknown_wrong_and_shut_are_answered_alike_at_every_door(
    doors: InquiryDoors, act: str, more: dict[str, str]
) -> None:
    receipt = await doors.ask()
    await doors.answered()
    wrong = await doors.follow_up(act, receipt | {"query_code": "0" * 13}, **more)
    for _ in range(10):
        await doors.follow_up(act, receipt | {"query_code": "0" * 13}, **more)
    shut = await doors.follow_up(act, receipt, **more)
    looked_up = await doors.follow_up("lookup", receipt)
    assert wrong.status_code == shut.status_code == looked_up.status_code == 404
    assert wrong.content == shut.content == looked_up.content


async def test_d4_following_up_counts_as_looking_up(doors: InquiryDoors) -> None:
    receipt = {"receipt_no": "ZX-1", "query_code": "0"}
    acts: dict[str, dict[str, str]] = {
        "lookup": {},
        "lookup/rating": {"rating": "satisfied"},
        "lookup/reopening": {"reason": WHY},
    }
    answers = [await doors.follow_up(act, receipt, **more) for _ in range(12) for act, more in acts.items()]
    assert answers[-1].status_code == 429
    assert (await by_hand(doors, "/rating", receipt, rating="satisfied")).status_code == 429


@pytest.mark.parametrize(
    ("act", "more"),
    [
        ("lookup/rating", {"rating": "wonderful"}),
        ("lookup/rating", {}),
        ("lookup/rating", {"rating": "satisfied", "comment": "长" * 501}),
        ("lookup/reopening", {"reason": "短"}),
        ("lookup/reopening", {"reason": "长" * 1001}),
        ("lookup/reopening", {}),
    ],
)
async def test_f3_a_faulty_follow_up_is_refused(doors: InquiryDoors, act: str, more: dict[str, str]) -> None:
    receipt = await doors.ask()
    await doors.answered()
    assert (await doors.follow_up(act, receipt, **more)).status_code == 422


async def test_d4_pauses_are_told_with_their_reason(doors: InquiryDoors, timepiece: Timepiece) -> None:
    receipt = await doors.ask()
    subject = UUID((await doors.newest())["id"])
    timepiece.move(MORNING + timedelta(days=8))
    async with doors.running.work() as work:
        pause = Moment(kind=MomentKind.paused, at=work.now, reason="等待提问人补充材料")
        await work.clocks.note(subject, REPLY_WITHIN, pause)
    status = await doors.status(receipt)
    assert status["is_paused"]
    assert [(stop["words"], stop["reason"]) for stop in status["stops"]] == [("暂停计时", "等待提问人补充材料")]
    page = (await by_hand(doors, "", receipt)).text
    assert "现在暂停计时" in page
    assert "暂停计时（等待提问人补充材料）" in page
    timepiece.move(MORNING + timedelta(days=10))
    async with doors.running.work() as work:
        await work.clocks.note(subject, REPLY_WITHIN, Moment(kind=MomentKind.resumed, at=work.now))
    status = await doors.status(receipt)
    assert (status["is_paused"], status["due_on"]) == (False, "2024-10-15")
    assert [stop["words"] for stop in status["stops"]] == ["暂停计时", "恢复计时"]


async def test_d4_a_citizen_rates_and_asks_again_by_hand(doors: InquiryDoors) -> None:
    """Without JavaScript, and with nothing in the address."""
    receipt = await doors.ask()
    await doors.answered()
    page = await by_hand(doors, "", receipt)
    assert 'action="/status/rating"' in page.text
    assert 'action="/status/reopening"' in page.text
    faulty = await by_hand(doors, "/rating", receipt, comment="很好")
    assert faulty.status_code == 422
    assert 'href="#f-rating"' in faulty.text
    assert "很好</textarea>" in faulty.text
    rated = await by_hand(doors, "/rating", receipt, rating="dissatisfied", comment="没有说清楚")
    assert rated.status_code == 200
    assert "已收到，谢谢" in rated.text
    assert "不满意" in rated.text
    assert 'action="/status/rating"' not in rated.text
    late = await by_hand(doors, "/rating", receipt, rating="satisfied")
    assert late.status_code == 409
    assert "您已经评价过" in late.text
    reopened = await by_hand(doors, "/reopening", receipt, reason=WHY)
    assert "待再次答复" in reopened.text
    assert "这是第2次办理" in reopened.text
    assert "第一次答复" in reopened.text
    assert str(reopened.url).endswith("/status/reopening")
    wrong = await by_hand(doors, "/reopening", receipt | {"query_code": "0" * 13}, reason=WHY)
    assert wrong.status_code == 404
    assert "没有找到对应的咨询" in wrong.text


async def test_e5_what_an_asker_says_of_the_answer_is_masked_and_sealed(doors: InquiryDoors) -> None:
    receipt = await doors.ask()
    await doors.answered()
    await doors.follow_up("lookup/rating", receipt, rating="dissatisfied", comment="请打我的手机13812345678。")
    await doors.follow_up("lookup/reopening", receipt, reason="请联系我，手机13987654321。")
    async with doors.running.reading() as db:
        row = (await db.execute(select(questions))).one()
    kept = repr(row)
    assert "13812345678" not in kept
    assert "13987654321" not in kept
    path = f"/api/v1/inquiries/{(await doors.newest())['id']}"
    shown = (await doors.clerk.post(f"{path}/unmasking", json={"purpose": "致电提问人核对情况"})).json()
    assert shown["reason"] == "请联系我，手机13987654321。"
    assert shown["comment"] == "请打我的手机13812345678。"
    question = (await doors.clerk.get(path)).json()
    assert "13987654321" not in str(question)
