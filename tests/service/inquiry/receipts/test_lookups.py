"""Looking up: the asker finds the question, and whoever guesses learns nothing."""

import asyncio
from datetime import timedelta
from statistics import median
from time import perf_counter
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from gongkai.timepiece import Timepiece
from gongkai_dev.tour.caller import until
from inquiry_service.receipts import store as lookups
from inquiry_service.receipts.domain.receipt import make_receipt_no
from inquiry_service.receipts.timers import forget_old_tries
from tests.service.inquiry.conftest import MORNING, InquiryDoors

WRONG = "0" * 13
NO_CODE = make_receipt_no(MORNING.date(), b"\x01\x02\x03")


async def look_up(doors: InquiryDoors, receipt_no: str, query_code: str) -> httpx.Response:
    return await doors.citizen.post(
        "/api/v1/inquiries/lookup", json={"receipt_no": receipt_no, "query_code": query_code}
    )


async def test_d4_the_asker_learns_day_promise_and_answer(doors: InquiryDoors, timepiece: Timepiece) -> None:
    receipt = await doors.ask()
    status = (await look_up(doors, receipt["receipt_no"], receipt["query_code"])).json()
    assert (status["state"], status["day"], status["days"]) == ("asked", 0, 5)
    assert (status["due_on"], status["is_provisional"], status["answer"]) == ("2024-10-12", False, None)
    timepiece.move(MORNING + timedelta(days=9))
    status = (await look_up(doors, receipt["receipt_no"], receipt["query_code"])).json()
    assert status["day"] == 2
    question = await doors.newest()
    path = f"/api/v1/inquiries/{question['id']}/answer"
    await doors.clerk.put(path, json={"answer": "三十个工作日内提交。"}, headers={"If-Match": "*"})
    assert (await look_up(doors, receipt["receipt_no"], receipt["query_code"])).json()["answer"] is None
    await doors.head.post(f"/api/v1/inquiries/{question['id']}/review")
    status = (await look_up(doors, receipt["receipt_no"], receipt["query_code"])).json()
    assert (status["state"], status["answer"]) == ("answered", "三十个工作日内提交。")


async def test_d4_number_and_code_are_understood_however_they_are_typed(doors: InquiryDoors) -> None:
    receipt = await doors.ask()
    number = receipt["receipt_no"].lower().replace("-", " ").replace("0", "o")
    code = " ".join(receipt["query_code"].lower().replace("1", "l"))
    assert (await look_up(doors, number, code)).status_code == 200


async def test_d4_unknown_wrong_and_shut_are_answered_alike(doors: InquiryDoors) -> None:
    receipt = await doors.ask()
    unknown = await look_up(doors, NO_CODE, WRONG)
    wrong = await look_up(doors, receipt["receipt_no"], WRONG)
    for _ in range(9):
        await look_up(doors, receipt["receipt_no"], WRONG)
    shut = await look_up(doors, receipt["receipt_no"], receipt["query_code"])
    assert unknown.status_code == wrong.status_code == shut.status_code == 404
    assert unknown.content == wrong.content == shut.content
    assert {name for name in unknown.headers} == {name for name in shut.headers}


async def test_d4_two_look_ups_of_one_receipt_at_once_are_both_answered(doors: InquiryDoors) -> None:
    """The one that waits for the other finds its row wiped, and begins a new one."""
    receipt, running = await doors.ask(), doors.running
    await look_up(doors, receipt["receipt_no"], WRONG)

    async def second() -> int:
        async with running.work() as work:
            return (await lookups.tries(work.db, receipt["receipt_no"], work.now)).count

    async with running.work() as work:
        await lookups.tries(work.db, receipt["receipt_no"], work.now)
        waiting = asyncio.create_task(second())

        async def waits() -> bool | None:
            return bool(await work.db.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted"))) or None

        await until(waits, "the second waits")
        await lookups.delete_tries(work.db, receipt["receipt_no"])
    assert await waiting == 0


async def test_d4_a_shut_number_opens_after_an_hour(doors: InquiryDoors, timepiece: Timepiece) -> None:
    receipt = await doors.ask()
    for _ in range(10):
        await look_up(doors, receipt["receipt_no"], WRONG)
    timepiece.move(MORNING + timedelta(minutes=59))
    assert (await look_up(doors, receipt["receipt_no"], receipt["query_code"])).status_code == 404
    timepiece.move(MORNING + timedelta(minutes=61))
    assert (await look_up(doors, receipt["receipt_no"], receipt["query_code"])).status_code == 200


async def test_d4_the_right_code_wipes_earlier_slips(doors: InquiryDoors) -> None:
    receipt = await doors.ask()
    for _ in range(2):
        for _ in range(9):
            await look_up(doors, receipt["receipt_no"], WRONG)
        assert (await look_up(doors, receipt["receipt_no"], receipt["query_code"])).status_code == 200


@pytest.mark.alone
async def test_d4_unknown_and_wrong_take_the_same_time(doors: InquiryDoors) -> None:
    receipt = await doors.ask()

    async def seconds(number: str) -> float:
        begun = perf_counter()
        await look_up(doors, number, WRONG)
        return perf_counter() - begun

    unknown, wrong = [], []
    for _ in range(9):
        unknown.append(await seconds(NO_CODE))
        wrong.append(await seconds(receipt["receipt_no"]))
    assert 0.5 < median(unknown) / median(wrong) < 2


@pytest.mark.alone
async def test_d4_looking_up_is_limited_for_one_asker(doors: InquiryDoors) -> None:
    answers = [await look_up(doors, "ZX-1", WRONG) for _ in range(40)]
    assert answers[0].status_code == 422
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["Retry-After"]) >= 1


async def test_d4_a_slip_of_the_pen_in_the_number_is_told(doors: InquiryDoors) -> None:
    receipt_no = (await doors.ask())["receipt_no"]
    last = "0" if receipt_no[-1] != "0" else "1"
    answer = await look_up(doors, receipt_no[:-1] + last, WRONG)
    assert answer.status_code == 422
    assert answer.json()["type"] == "urn:gongkai:problem:receipt-unfit"


async def test_d4_old_tries_are_forgotten(doors: InquiryDoors, timepiece: Timepiece) -> None:
    for _ in range(10):
        await look_up(doors, NO_CODE, WRONG)
    timepiece.move(MORNING + timedelta(days=2))
    await forget_old_tries(doors.running)
    assert await _tries(doors) == 0


async def _tries(doors: InquiryDoors) -> Any:
    async with doors.running.reading() as db:
        return (await db.exec_driver_sql("SELECT count(*) FROM lookup")).scalar_one()


async def test_d4_many_guesses_at_once_are_all_counted(doors: InquiryDoors) -> None:
    receipt = await doors.ask()
    await asyncio.gather(*(look_up(doors, receipt["receipt_no"], WRONG) for _ in range(15)))
    assert (await look_up(doors, receipt["receipt_no"], receipt["query_code"])).status_code == 404
