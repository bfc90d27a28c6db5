"""Before somebody asks, what was asked and answered already is offered: of this board, of others, of consultations."""

import pytest

from gongkai.timepiece import new_id
from tests.service.inquiry.casework.test_pages import count, form_key, receipt_in, submit
from tests.service.inquiry.conftest import InquiryDoors, published
from tests.statements import counted

ANSWERED = "食品经营许可证延续申请要提前多少天提交？"


async def similar(doors: InquiryDoors, text: str) -> list[str]:
    answer = await doors.citizen.get(f"/api/v1/boards/{doors.policy_id}/similar", params={"text": text})
    assert answer.status_code == 200, answer.text
    return [one["text"] for one in answer.json()["items"]]


async def test_d1_the_most_similar_answered_question_comes_first(doors: InquiryDoors) -> None:
    for text in (ANSWERED, "延续申请在哪个窗口提交？", "企业年报什么时候截止？"):
        await doors.ask(text)
        await doors.answered()
    found = await similar(doors, "请问许可证延续申请提前多少天提交")
    assert found == [ANSWERED, "延续申请在哪个窗口提交？"]


@pytest.mark.parametrize("text", ["税", "税务", "Ａ证", "a证", "窗口"])
async def test_d1_words_of_one_and_two_characters_are_found(doors: InquiryDoors, text: str) -> None:
    await doors.ask("A证的税务登记在哪个窗口办理？")
    await doors.answered()
    assert await similar(doors, text) == ["A证的税务登记在哪个窗口办理？"]


@pytest.mark.parametrize("text", ["", "？！", "请问如何", "完全无关的话题"])
async def test_d1_what_is_not_similar_is_not_offered(doors: InquiryDoors, text: str) -> None:
    await doors.ask(ANSWERED)
    await doors.answered()
    assert await similar(doors, text) == []


async def test_d1_only_what_everybody_may_read_is_offered(doors: InquiryDoors) -> None:
    await doors.ask("延续申请需要哪些材料？")
    await doors.consult("延续申请的费用是多少？")
    await doors.answered()
    await doors.ask("延续申请被退回怎么办？")
    await doors.answered(withheld="涉及正在办理的案件")
    assert await similar(doors, "延续申请") == []


async def test_d1_other_boards_and_public_consultations_are_offered_too(doors: InquiryDoors) -> None:
    await doors.ask("延续申请要交哪些材料？")
    await doors.answered()
    await doors.consult("延续申请要交哪些表格？")
    await doors.answered(publish=True)
    other = new_id()
    await doors.deliver(published(other))
    answer = await doors.citizen.get(f"/api/v1/boards/{other}/similar", params={"text": "延续申请要交材料"})
    items = answer.json()["items"]
    assert [one["policy_id"] for one in items] == [str(doors.policy_id), None]
    assert [one["title"] for one in items] == ["关于做好食品经营许可延续工作的通知", None]
    for one in items:
        assert one["text"] in (await doors.citizen.get(one["path"])).text


async def test_d1_the_search_is_one_statement(doors: InquiryDoors) -> None:
    for number in range(4):
        await doors.ask(f"第{number}次延续申请怎么办？")
        await doors.answered()
        with counted(doors.running) as seen:
            await similar(doors, "延续申请")
        assert len(seen) == 1


async def test_d1_a_question_that_was_answered_is_offered_on_the_form_before_it_is_asked(doors: InquiryDoors) -> None:
    """Without JavaScript: the first submit shows what is similar, the second one asks."""
    await doors.ask(ANSWERED)
    await doors.answered()
    path, key = f"/boards/{doors.policy_id}", await form_key(doors)
    typed = {"text": "延续申请提前多少天提交？", "clause": "clause-2", "email": "a@b.cn", "once": key}
    offered = await submit(doors.citizen, path, **typed)
    assert offered.status_code == 200
    assert "这些问题已经有答复" in offered.text
    assert ANSWERED in offered.text
    assert '<button type="submit" class="button button-main" name="sure" value="yes">仍要提交</button>' in offered.text
    assert "延续申请提前多少天提交？</textarea>" in offered.text
    assert 'value="clause-2" selected' in offered.text
    assert f'name="once" value="{key}"' in offered.text
    assert await count(doors) == 1
    receipts = {receipt_in((await submit(doors.citizen, path, **typed, sure="yes")).text) for _ in range(2)}
    assert len(receipts) == 1
    assert await count(doors) == 2


async def test_d2_a_consultation_is_offered_what_is_similar_too(doors: InquiryDoors) -> None:
    await doors.ask(ANSWERED)
    await doors.answered()
    offered = await submit(doors.citizen, "/inquiries/new", text="延续申请提前多少天提交？")
    assert "仍要提交" in offered.text
    asked = await submit(doors.citizen, "/inquiries/new", text="延续申请提前多少天提交？", sure="yes")
    assert receipt_in(asked.text)


@pytest.mark.alone
async def test_f3_searching_is_limited_for_one_asker(doors: InquiryDoors) -> None:
    path = f"/api/v1/boards/{doors.policy_id}/similar"
    answers = [await doors.citizen.get(path, params={"text": "税"}) for _ in range(130)]
    assert answers[0].status_code == 200
    assert answers[-1].status_code == 429
    assert (await doors.citizen.get(path, params={"text": "长" * 2001})).status_code == 422
