"""An answer goes through two hands, stops the clock, and only then stands under the policy."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from sqlalchemy import insert

from gongkai.timepiece import new_id
from inquiry_service.question.domain.question import Question, QuestionState
from inquiry_service.question.store.questions import row_of_question
from inquiry_service.question.store.tables import questions
from tests.service.inquiry.conftest import MORNING, InquiryDoors
from tests.statements import counted as statements_of

ANSWER = {"answer": "许可证到期前三十个工作日内可以提交。"}


async def test_d1_an_answer_is_public_only_after_another_person_agreed(doors: InquiryDoors) -> None:
    await doors.ask()
    question = await doors.newest()
    path = f"/api/v1/inquiries/{question['id']}"
    board = f"/api/v1/boards/{doors.policy_id}"
    assert (await doors.clerk.put(f"{path}/answer", json=ANSWER, headers={"If-Match": '"1"'})).status_code == 200
    assert (await doors.citizen.get(board)).json()["items"] == []
    reviewed = (await doors.head.post(f"{path}/review")).json()
    assert (reviewed["state"], reviewed["drafted_by"]) == ("answered", ["registration.clerk"])
    [public] = (await doors.citizen.get(board)).json()["items"]
    assert public["answer"] == ANSWER["answer"]
    assert set(public) == {"id", "text", "clause", "answer", "clauses", "unit", "asked_at", "answered_at"}


async def test_d1_the_clock_is_met_and_told(doors: InquiryDoors) -> None:
    await doors.ask()
    await doors.answered()
    told = [(kind, version, json.loads(data)) for kind, version, data in await doors.announced()][1:]
    assert [(kind.split(".")[2], version) for kind, version, _ in told] == [
        ("asked", 1),
        ("answer-drafted", 2),
        ("answered", 3),
    ]
    assert [data["clocks"][0]["state"] for _, _, data in told] == ["running", "running", "met"]
    assert {data["clocks"][0]["code"] for _, _, data in told} == {"reply"}
    assert {data["unit"] for _, _, data in told} == {"registration"}


async def test_f3_an_answer_says_which_version_it_is_based_on(doors: InquiryDoors) -> None:
    await doors.ask()
    path = f"/api/v1/inquiries/{(await doors.newest())['id']}/answer"
    assert (await doors.clerk.put(path, json=ANSWER)).status_code == 428
    assert (await doors.clerk.put(path, json=ANSWER, headers={"If-Match": '"1"'})).status_code == 200
    assert (await doors.clerk.put(path, json=ANSWER, headers={"If-Match": '"1"'})).status_code == 412


async def test_d1_roles_and_units_are_kept_apart(doors: InquiryDoors) -> None:
    await doors.ask()
    path = f"/api/v1/inquiries/{(await doors.newest())['id']}"
    assert (await doors.citizen.get(path)).status_code == 401
    assert (await doors.stranger.get(path)).status_code == 404
    assert (await doors.stranger.get("/api/v1/inquiries")).json()["items"] == []
    assert (await doors.stranger.get(f"{path}/clocks")).status_code == 404
    assert (await doors.office.get(path)).status_code == 200
    assert (await doors.clerk.post(f"{path}/review")).status_code == 403
    assert (await doors.head.put(f"{path}/answer", json=ANSWER, headers={"If-Match": "*"})).status_code == 403
    assert (await doors.head.post(f"{path}/review")).json()["type"] == "urn:gongkai:problem:answer-missing"


async def test_d1_a_public_answer_is_not_rewritten(doors: InquiryDoors) -> None:
    await doors.ask()
    question = await doors.answered()
    path = f"/api/v1/inquiries/{question['id']}"
    refused = await doors.clerk.put(f"{path}/answer", json=ANSWER, headers={"If-Match": "*"})
    assert refused.json()["type"] == "urn:gongkai:problem:already-answered"
    assert (await doors.head.post(f"{path}/review")).status_code == 409


async def test_a6_the_clock_explains_itself_to_its_unit(doors: InquiryDoors) -> None:
    await doors.ask()
    path = f"/api/v1/inquiries/{(await doors.newest())['id']}/clocks"
    [clock] = (await doors.clerk.get(path)).json()
    assert (clock["code"], clock["due_on"], clock["days_total"]) == ("reply", "2024-10-12", 5)
    told = (await doors.clerk.get(f"{path}/reply/explanation")).json()
    counted = [day["date"] for day in told["days"] if day["counts"]]
    assert counted == ["2024-10-08", "2024-10-09", "2024-10-10", "2024-10-11", "2024-10-12"]
    page = await doors.clerk.get(f"/desk/inquiries/{(await doors.newest())['id']}/clocks/reply")
    assert page.status_code == 200
    assert "2024年10月12日" in page.text


async def test_d1_a_board_of_a_thousand_questions_costs_a_constant_number_of_statements(doors: InquiryDoors) -> None:
    await _fill(doors, 1)
    few = await _statements(doors)
    await _fill(doors, 1000)
    many = await _statements(doors)
    assert many == few
    assert max(many) <= 3
    page = (await doors.citizen.get(f"/boards/{doors.policy_id}")).text
    assert page.count("的提问</h3>") == 20
    assert 'rel="next"' in page


async def _statements(doors: InquiryDoors) -> list[int]:
    counts = []
    paths = (f"/boards/{doors.policy_id}", f"/api/v1/boards/{doors.policy_id}")
    for path in (*paths, f"/api/v1/boards/{doors.policy_id}/similar?text=第7个问题"):
        with statements_of(doors.running) as seen:
            assert (await doors.citizen.get(path)).status_code == 200
        counts.append(len(seen))
    with statements_of(doors.running) as seen:
        assert (await doors.clerk.get("/desk/inquiries")).status_code == 200
    return [*counts, len(seen)]


async def _fill(doors: InquiryDoors, number: int) -> None:
    rows = [
        row_of_question(
            Question(
                id=new_id(),
                receipt_no=f"ZX-T-{number}-{n}",
                policy_id=doors.policy_id,
                unit="registration",
                text=f"第{n}个问题",
                state=QuestionState.answered,
                asked_at=MORNING,
                answer="答复。",
                rendition="答复。",
                is_public=True,
                answered_at=datetime(2024, 9, 30, 3, tzinfo=UTC) + timedelta(seconds=n),
            )
        )
        for n in range(number)
    ]
    async with doors.running.engine.begin() as db:
        await db.execute(insert(questions), rows)


async def test_f3_the_public_answers_come_in_pages_newest_first(doors: InquiryDoors) -> None:
    await _fill(doors, 5)
    path = f"/api/v1/boards/{doors.policy_id}"
    first = (await doors.citizen.get(path, params={"limit": 3})).json()
    rest = (await doors.citizen.get(path, params={"limit": 3, "cursor": first["next"]})).json()
    listed = [one["text"] for one in first["items"] + rest["items"]]
    assert listed == [f"第{n}个问题" for n in (4, 3, 2, 1, 0)]
    other = f"/api/v1/boards/{uuid4()}"
    assert (await doors.citizen.get(other, params={"cursor": first["next"]})).status_code in (404, 422)


async def test_d1_a_review_and_a_rewrite_at_once_never_publish_unread_words(doors: InquiryDoors) -> None:
    await doors.ask()
    path = f"/api/v1/inquiries/{(await doors.newest())['id']}"
    await doors.clerk.put(f"{path}/answer", json=ANSWER, headers={"If-Match": '"1"'})
    await asyncio.gather(
        doors.clerk.put(f"{path}/answer", json={"answer": "没有人看过的答复。"}, headers={"If-Match": "*"}),
        doors.head.post(f"{path}/review", headers={"If-Match": '"2"'}),
    )
    board = (await doors.citizen.get(f"/api/v1/boards/{doors.policy_id}")).json()
    assert [one["answer"] for one in board["items"]] in ([], [ANSWER["answer"]])
