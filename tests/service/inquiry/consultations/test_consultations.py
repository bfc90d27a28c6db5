"""我要咨询 and answers on the spot: five working days, for the asker alone unless the unit makes it public."""

import asyncio
import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import insert, select

from gongkai.timepiece import Timepiece, new_id
from inquiry_service.question.store import questions
from inquiry_service.question.store.tables import questions as table
from tests.service.inquiry.casework.test_pages import count, receipt_in, submit
from tests.service.inquiry.conftest import ANSWER, MORNING, InquiryDoors
from tests.statements import counted

SPOKEN = {"text": "营业执照遗失了怎么补办？", "answer": "带身份证到任一登记窗口，当天可以补领。", "channel": "counter"}


async def speak(doors: InquiryDoors, **changed: Any) -> httpx.Response:
    return await doors.clerk.post(
        "/api/v1/inquiries/on-the-spot", json=SPOKEN | changed, headers={"Idempotency-Key": new_id().hex}
    )


async def test_d2_a_consultation_is_owed_by_the_unit_of_its_matter_within_five_working_days(
    doors: InquiryDoors,
) -> None:
    receipt = await doors.consult()
    assert (receipt["due_on"], receipt["certainty"]) == ("2024-10-12", "final")
    question = await doors.newest()
    assert (question["kind"], question["policy_id"], question["unit"]) == ("consult", None, "registration")
    [clock] = (await doors.clerk.get(f"/api/v1/inquiries/{question['id']}/clocks")).json()
    assert (clock["code"], clock["basis"], clock["days_total"]) == ("consult_reply", "沪市监办发〔2024〕326号 §9", 5)
    told = [json.loads(data) for kind, _, data in await doors.announced() if kind == "gongkai.inquiry.asked.v1"]
    assert [(one["kind"], one["policy_id"], one["unit"]) for one in told] == [("consult", None, "registration")]


async def test_d2_without_a_matter_the_office_answers(doors: InquiryDoors) -> None:
    await doors.consult(matter="")
    assert (await doors.clerk.get("/api/v1/inquiries")).json()["items"] == []
    [question] = (await doors.office.get("/api/v1/inquiries")).json()["items"]
    assert (question["unit"], question["matter"]) == ("office", "other")


async def test_d2_an_unknown_matter_is_refused_without_repeating_it(doors: InquiryDoors) -> None:
    key = {"Idempotency-Key": uuid4().hex}
    body = {"text": "怎样变更经营者？", "matter": "nonsense"}
    answer = await doors.citizen.post("/api/v1/inquiries", json=body, headers=key)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/matter")
    assert "nonsense" not in answer.text
    page = await submit(doors.citizen, "/inquiries/new", **body)
    assert page.status_code == 422
    assert 'href="#f-matter"' in page.text


async def test_d2_a_consultation_is_answered_to_its_asker_alone(doors: InquiryDoors) -> None:
    receipt = await doors.consult()
    question = await doors.answered()
    assert (question["state"], question["is_public"]) == ("answered", False)
    status = await doors.status(receipt)
    assert (status["answer"], status["is_public"]) == (ANSWER, False)
    assert (await doors.citizen.get(f"/inquiries/{question['id']}")).status_code == 404
    assert ANSWER not in (await doors.citizen.get("/inquiries")).text


async def test_d2_a_unit_may_make_its_answer_public(doors: InquiryDoors) -> None:
    await doors.consult()
    question = await doors.answered(publish=True)
    assert question["is_public"]
    for path in ("/inquiries", f"/inquiries/{question['id']}"):
        page = (await doors.citizen.get(path)).text
        assert ANSWER in page
        assert "个体工商户怎样变更经营者？" in page


async def test_d2_a_citizen_consults_by_hand(doors: InquiryDoors) -> None:
    form = (await doors.citizen.get("/inquiries/new")).text
    assert '<a href="/inquiries/new" aria-current="page">我要咨询</a>' in form
    assert '<option value="registration">企业登记、营业执照</option>' in form
    asked = await submit(doors.citizen, "/inquiries/new", text="怎样变更经营者？", matter="registration")
    number, code = receipt_in(asked.text)
    status = await submit(doors.citizen, "/status", receipt_no=number, query_code=code)
    assert "企业登记、营业执照" in status.text
    faulty = await submit(doors.citizen, "/inquiries/new", text="短")
    assert faulty.status_code == 422
    assert 'href="#f-text"' in faulty.text


async def test_d4_a_consultation_sent_twice_is_one(doors: InquiryDoors) -> None:
    key = {"Idempotency-Key": uuid4().hex}
    body = {"text": "怎样变更经营者？"}
    first, again = [await doors.citizen.post("/api/v1/inquiries", json=body, headers=key) for _ in range(2)]
    assert (first.json(), again.headers["Idempotency-Replayed"]) == (again.json(), "true")
    typed = {"text": "怎样变更经营者？", "once": "a" * 32}
    await asyncio.gather(*(submit(doors.citizen, "/inquiries/new", **typed) for _ in range(3)))
    assert await count(doors) == 2


async def test_d2_an_answer_on_the_spot_is_received_and_answered_in_the_same_moment(doors: InquiryDoors) -> None:
    answer = await speak(doors)
    assert answer.status_code == 201, answer.text
    receipt = answer.json()
    question = (await doors.clerk.get(f"/api/v1/inquiries/{receipt['id']}")).json()
    assert (question["state"], question["channel"], question["is_public"]) == ("answered", "counter", False)
    assert question["asked_at"] == question["answered_at"] == receipt["answered_at"]
    [clock] = (await doors.clerk.get(f"/api/v1/inquiries/{receipt['id']}/clocks")).json()
    assert (clock["state"], clock["on_time"], clock["met_at"]) == ("met", True, clock["started_at"])
    status = await doors.status(receipt)
    assert (status["answer"], status["may_be_rated"]) == (SPOKEN["answer"], True)
    told = [(kind.split(".")[2], version, json.loads(data)) for kind, version, data in await doors.announced()]
    assert [(kind, version) for kind, version, _ in told[1:]] == [("asked", 1), ("answered", 2)]
    assert (told[2][2]["on_the_spot"], told[2][2]["clocks"][0]["state"]) == (True, "met")
    [entry] = await doors.audited("inquiry.answer_on_the_spot")
    assert (entry.actor, entry.subject) == ("registration.clerk", receipt["id"])


async def test_d2_an_answer_on_the_spot_may_be_about_a_policy_and_is_not_published_there(doors: InquiryDoors) -> None:
    receipt = (await speak(doors, policy_id=str(doors.policy_id), channel="phone")).json()
    question = (await doors.clerk.get(f"/api/v1/inquiries/{receipt['id']}")).json()
    assert (question["kind"], question["policy_id"]) == ("board", str(doors.policy_id))
    assert (await doors.board())["items"] == []
    assert (await speak(doors, policy_id=str(new_id()))).status_code == 404


@pytest.mark.parametrize(
    "changed", [{"channel": "pigeon"}, {"text": "短"}, {"answer": ""}, {"matter": "nonsense"}, {"policy_id": "x"}]
)
async def test_d2_a_faulty_record_of_a_spoken_answer_is_refused(doors: InquiryDoors, changed: Any) -> None:
    assert (await speak(doors, **changed)).status_code == 422
    assert await count(doors) == 0


async def test_d2_only_staff_of_a_unit_record_spoken_answers(doors: InquiryDoors) -> None:
    path, key = "/api/v1/inquiries/on-the-spot", {"Idempotency-Key": uuid4().hex}
    assert (await doors.citizen.post(path, json=SPOKEN, headers=key)).status_code == 401
    assert (await doors.office.post(path, json=SPOKEN, headers=key)).status_code == 403
    assert (await doors.clerk.post(path, json=SPOKEN)).status_code == 400


async def test_d2_a_spoken_answer_is_recorded_by_hand_once(doors: InquiryDoors) -> None:
    path = "/desk/inquiries/on-the-spot"
    assert "登记当场答复" in (await doors.clerk.get("/desk/inquiries")).text
    assert "窗口" in (await doors.clerk.get(path)).text
    assert doors.policy_id.hex in (await doors.clerk.get(f"{path}?policy={doors.policy_id}")).text.replace("-", "")
    faulty = await submit(doors.clerk, path, text=SPOKEN["text"])
    assert faulty.status_code == 422
    assert 'href="#f-channel"' in faulty.text
    pages = [await submit(doors.clerk, path, **SPOKEN, once="b" * 32) for _ in range(2)]
    assert len({receipt_in(page.text) for page in pages}) == 1
    assert await count(doors) == 1
    question = (await doors.newest())["id"]
    assert "窗口当场答复" in (await doors.clerk.get(f"/desk/inquiries/{question}")).text


async def test_d2_the_figures_say_how_many_of_how_many_in_which_period_and_without_what(
    doors: InquiryDoors, timepiece: Timepiece
) -> None:
    await speak(doors)
    await speak(doors, channel="phone")
    await doors.consult()
    await doors.answered()
    await doors.ask()
    timepiece.move(MORNING + timedelta(days=60))
    await speak(doors)
    path = "/api/v1/inquiries/figures"
    period = {"begins_on": "2024-09-01", "ends_on": "2024-09-30"}
    told = (await doors.clerk.get(path, params=period)).json()
    assert (told["begins_on"], told["ends_on"], told["received"]) == ("2024-09-01", "2024-09-30", 4)
    assert told["on_the_spot"] == {"n": 2, "of": 3}
    assert told["excluded"] == [{"count": 1, "reason": "政策留言板的书面留言，不存在当场答复"}]
    assert told["in_time"] == {"n": 3, "of": 4}
    assert told["satisfied"] == {"n": 0, "of": 0}
    this_month = (await doors.clerk.get(path)).json()
    assert (this_month["begins_on"], this_month["on_the_spot"]) == ("2024-11-01", {"n": 1, "of": 1})
    assert (await doors.stranger.get(path, params=period)).json()["received"] == 0
    assert (await doors.office.get(path, params=period)).json()["unit"] is None
    backwards = await doors.clerk.get(path, params={"begins_on": "2024-10-02", "ends_on": "2024-10-01"})
    assert (backwards.status_code, backwards.json()["type"]) == (422, "urn:gongkai:problem:period-unfit")
    assert (await doors.clerk.get(path, params={"begins_on": "0001-01-01"})).status_code == 422


async def test_d2_a_spoken_answer_that_did_not_help_is_followed_by_a_written_one(doors: InquiryDoors) -> None:
    receipt = (await speak(doors)).json()
    await doors.follow_up("lookup/reopening", receipt, reason="没有说要带哪些材料。")
    await doors.answered("带身份证原件和授权委托书。")
    shown = {name: receipt[name] for name in ("receipt_no", "query_code")}
    status = (await submit(doors.citizen, "/status", **shown)).text
    assert "当场答复。" not in status
    assert "答复只有您凭回执能看到" in status
    course = (await doors.clerk.get(f"/desk/inquiries/{receipt['id']}")).text.split('<ol class="timeline">')[1]
    order = ["收到咨询", "窗口当场答复", "要求再次答复", "拟写答复", "审核通过，答复提问人"]
    assert [course.index(words) for words in order] == sorted(course.index(words) for words in order)
    assert "第一次答复" not in course


async def test_d2_an_asker_who_was_not_content_and_asked_again_still_counts(doors: InquiryDoors) -> None:
    receipt = await doors.consult()
    await doors.answered()
    await doors.follow_up("lookup/rating", receipt, rating="dissatisfied")
    await doors.follow_up("lookup/reopening", receipt, reason="没有说在哪里办理。")
    path = "/api/v1/inquiries/figures"
    assert (await doors.clerk.get(path)).json()["satisfied"] == {"n": 0, "of": 1}
    await doors.answered("在任一登记窗口办理。")
    await doors.follow_up("lookup/rating", receipt, rating="satisfied")
    assert (await doors.clerk.get(path)).json()["satisfied"] == {"n": 1, "of": 1}


@pytest.mark.parametrize("publish", [False, True])
async def test_d2_what_was_said_about_a_policy_becomes_public_only_if_the_unit_says_so(
    doors: InquiryDoors, publish: bool
) -> None:
    """The asker was told that only he would read it."""
    receipt = (await speak(doors, policy_id=str(doors.policy_id))).json()
    await doors.follow_up("lookup/reopening", receipt, reason="没有说要带哪些材料。")
    assert "公开这件咨询和答复" in (await doors.clerk.get(f"/desk/inquiries/{receipt['id']}")).text
    question = await doors.answered("带身份证原件和授权委托书。", publish=publish)
    assert question["is_public"] is publish
    assert [one["text"] for one in (await doors.board())["items"]] == [SPOKEN["text"]] * publish


async def test_f3_a_page_of_public_answers_is_read_from_the_index_however_many_there_are(doors: InquiryDoors) -> None:
    await doors.consult()
    await doors.answered(publish=True)
    async with doors.running.engine.begin() as db:
        row = (await db.execute(select(table))).one()._mapping
        copies = [dict(row) | {"id": new_id(), "receipt_no": new_id().hex[-20:]} for _ in range(2000)]
        await db.execute(insert(table), copies)
        await db.exec_driver_sql("ANALYZE question")
    with counted(doors.running) as seen:
        async with doors.running.reading() as db:
            assert len(await questions.public_consultations(db, None, 21)) == 21
    async with doors.running.engine.connect() as db:
        plan = str((await db.exec_driver_sql("EXPLAIN " + seen[0], (21,))).all())
    assert "ix_question_public_consultations" in plan
    assert "Sort" not in plan
