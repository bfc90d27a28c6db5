"""Boards open and close by event, and citizens ask under them once for each time they mean to."""

import asyncio
import json
from typing import Any
from uuid import uuid4

import httpx
from sqlalchemy import func, select

from gongkai.timepiece import new_id
from inquiry_service.question.store.tables import questions
from inquiry_service.receipts.domain.receipt import read_receipt_no
from inquiry_service.receipts.store import query_codes
from tests.service.inquiry.conftest import InquiryDoors, enveloped, published, withdrawn

ASKED = {"text": "延续申请要提前多少天提交？", "email": "somebody@example.cn"}


async def ask_with(doors: InquiryDoors, key: str, **changed: Any) -> httpx.Response:
    return await doors.citizen.post(
        f"/api/v1/boards/{doors.policy_id}/questions", json=ASKED | changed, headers={"Idempotency-Key": key}
    )


async def count(doors: InquiryDoors) -> int:
    async with doors.running.reading() as db:
        return (await db.execute(select(func.count()).select_from(questions))).scalar_one()


async def test_d1_publication_opens_the_board_exactly_once(doors: InquiryDoors) -> None:
    policy_id = new_id()
    event = enveloped(published(policy_id))
    await doors.deliver(event)
    await doors.deliver(event, event)
    board = (await doors.citizen.get(f"/api/v1/boards/{policy_id}")).json()
    assert (board["state"], board["drafting_unit"], board["items"]) == ("open", "registration", [])
    opened = [data for kind, _, data in await doors.announced() if kind == "gongkai.inquiry.board-opened.v1"]
    assert [json.loads(data)["policy_id"] for data in opened].count(str(policy_id)) == 1


async def test_d1_withdrawal_closes_the_board_with_words(doors: InquiryDoors) -> None:
    await doors.deliver(withdrawn(doors.policy_id))
    refused = await ask_with(doors, uuid4().hex)
    assert refused.status_code == 409
    assert refused.json()["type"] == "urn:gongkai:problem:board-closed"
    assert "留言板已关闭" in refused.json()["detail"]
    assert await count(doors) == 0
    assert (await doors.citizen.get(f"/api/v1/boards/{doors.policy_id}")).json()["state"] == "closed"


async def test_d1_a_withdrawal_of_what_has_no_board_changes_nothing(doors: InquiryDoors) -> None:
    policy_id = new_id()
    await doors.deliver(withdrawn(policy_id))
    assert (await doors.citizen.get(f"/api/v1/boards/{policy_id}")).status_code == 404


async def test_d1_what_was_asked_before_the_withdrawal_is_still_answered(doors: InquiryDoors) -> None:
    await doors.ask()
    await doors.deliver(withdrawn(doors.policy_id))
    assert (await doors.answered())["state"] == "answered"


async def test_d1_five_working_days_are_promised_over_the_national_day_week(doors: InquiryDoors) -> None:
    receipt = await doors.ask()
    assert (receipt["due_on"], receipt["certainty"]) == ("2024-10-12", "final")
    assert receipt["status_path"] == "/status"
    assert read_receipt_no(receipt["receipt_no"]) == receipt["receipt_no"]
    assert receipt["receipt_no"].startswith("ZX-240930-")
    assert len(receipt["query_code"]) == 13


async def test_d4_asked_twice_with_one_key_is_one_question_and_one_receipt(doors: InquiryDoors) -> None:
    key = uuid4().hex
    first, again = await ask_with(doors, key), await ask_with(doors, key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert again.headers["Idempotency-Replayed"] == "true"
    assert await count(doors) == 1


async def test_f3_one_key_for_two_questions_is_refused(doors: InquiryDoors) -> None:
    key = uuid4().hex
    await ask_with(doors, key)
    assert (await ask_with(doors, key, text="另一个问题是什么？")).status_code == 422


async def test_f3_asking_without_a_key_is_refused(doors: InquiryDoors) -> None:
    answer = await doors.citizen.post(f"/api/v1/boards/{doors.policy_id}/questions", json=ASKED)
    assert answer.status_code == 400


async def test_d4_concurrent_duplicates_are_one_question(doors: InquiryDoors) -> None:
    key = uuid4().hex
    answers = await asyncio.gather(*(ask_with(doors, key) for _ in range(6)))
    codes = {answer.json()["query_code"] for answer in answers if answer.status_code == 201}
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert len(codes) == 1
    assert await count(doors) == 1


async def test_d1_asking_under_an_unknown_policy_is_unknown(doors: InquiryDoors) -> None:
    answer = await doors.citizen.post(
        f"/api/v1/boards/{uuid4()}/questions", json=ASKED, headers={"Idempotency-Key": uuid4().hex}
    )
    assert answer.status_code == 404


async def test_f3_a_faulty_question_is_refused_without_repeating_it(doors: InquiryDoors) -> None:
    for changed in ({"text": "短"}, {"email": "not-an-address"}, {"phone": "13800000000"}, {"text": 7}):
        answer = await ask_with(doors, uuid4().hex, **changed)
        assert answer.status_code == 422
        assert "not-an-address" not in answer.text
        assert "13800000000" not in answer.text
    assert await count(doors) == 0


async def test_f1_neither_question_nor_address_nor_code_leaves_the_house(doors: InquiryDoors) -> None:
    receipt = await doors.ask("怎样延续许可证，电话号码是保密的", email="somebody@example.cn")
    await doors.answered("答复内容只在我们这里。")
    told = b"".join(bytes(data) for _, _, data in await doors.announced()).decode()
    for private in ("延续许可证", "somebody@example.cn", receipt["query_code"], "答复内容"):
        assert private not in told
    async with doors.running.reading() as db:
        row = (await db.execute(select(query_codes))).one()
    assert receipt["query_code"].encode() not in bytes(row.salt) + bytes(row.digest)


async def test_d4_every_question_has_a_number_of_its_own(doors: InquiryDoors) -> None:
    receipts = await asyncio.gather(*(doors.ask(f"第{n}个问题是什么？") for n in range(12)))
    assert len({receipt["receipt_no"] for receipt in receipts}) == 12
    assert len({receipt["query_code"] for receipt in receipts}) == 12


async def test_d1_asking_and_closing_at_once_leaves_no_question_without_clock(doors: InquiryDoors) -> None:
    answers = await asyncio.gather(
        *(ask_with(doors, uuid4().hex) for _ in range(6)),
        doors.deliver(withdrawn(doors.policy_id)),
        return_exceptions=True,
    )
    taken = [answer for answer in answers if isinstance(answer, httpx.Response) and answer.status_code == 201]
    assert {answer.status_code for answer in answers if isinstance(answer, httpx.Response)} <= {201, 409}
    assert await count(doors) == len(taken)
    async with doors.running.reading() as db:
        assert (await db.exec_driver_sql("SELECT count(*) FROM clock")).scalar_one() == len(taken)
    assert (await ask_with(doors, uuid4().hex)).status_code == 409
