"""A board knows the clauses of its policy: a question may be about one, an answer may name others."""

import asyncio
from uuid import uuid4

from gongkai.events.policy import ClauseFact
from gongkai.timepiece import new_id
from tests.service.inquiry.casework.test_pages import OWN
from tests.service.inquiry.conftest import ANSWER, CLAUSES, InquiryDoors, amended, published, withdrawn


async def test_d1_a_board_shows_the_clauses_of_its_policy(doors: InquiryDoors) -> None:
    assert (await doors.board())["clauses"] == [one.model_dump() for one in CLAUSES]
    page = (await doors.citizen.get(f"/boards/{doors.policy_id}")).text
    assert '<option value="clause-2">二、延续申请</option>' in page


async def test_d1_an_answer_is_linked_to_the_clause_asked_about_and_may_name_others(doors: InquiryDoors) -> None:
    await doors.ask(clause="clause-2")
    answered = await doors.answered(clauses=["clause-3"])
    assert answered["clause"] == {"id": "clause-2", "title": "二、延续申请"}
    [public] = (await doors.board())["items"]
    assert public["clause"]["id"] == "clause-2"
    assert [clause["id"] for clause in public["clauses"]] == ["clause-2", "clause-3"]
    page = (await doors.citizen.get(f"/boards/{doors.policy_id}")).text
    assert f'<a href="/policies/{doors.policy_id}#clause-2">二、延续申请</a>' in page
    assert f'<a href="/policies/{doors.policy_id}#clause-3">三、办理时限</a>' in page


async def test_d1_a_clause_that_the_policy_does_not_have_is_refused(doors: InquiryDoors) -> None:
    asked = await doors.citizen.post(
        f"/api/v1/boards/{doors.policy_id}/questions",
        json={"text": "延续申请要提前多少天提交？", "clause": "clause-77"},
        headers={"Idempotency-Key": uuid4().hex},
    )
    assert (asked.status_code, asked.json()["errors"][0]["pointer"]) == (422, "/clause")
    assert "clause-77" not in asked.text
    await doors.ask()
    path = f"/api/v1/inquiries/{(await doors.newest())['id']}/answer"
    body = {"answer": ANSWER, "clauses": ["clause-1", "clause-77", "clause-78"]}
    drafted = await doors.clerk.put(path, json=body, headers={"If-Match": "*"})
    assert drafted.status_code == 422
    assert [one["pointer"] for one in drafted.json()["errors"]] == ["/clauses/1", "/clauses/2"]
    many = await doors.clerk.put(path, json={"answer": ANSWER, "clauses": ["clause-1"] * 21}, headers={"If-Match": "*"})
    assert many.status_code == 422


async def test_d1_a_consultation_has_no_clauses(doors: InquiryDoors) -> None:
    await doors.consult()
    path = f"/api/v1/inquiries/{(await doors.newest())['id']}/answer"
    drafted = await doors.clerk.put(path, json={"answer": ANSWER, "clauses": ["clause-1"]}, headers={"If-Match": "*"})
    assert (drafted.status_code, drafted.json()["type"]) == (422, "urn:gongkai:problem:clause-unknown")


async def test_d1_an_amended_policy_renews_its_board_and_old_questions_keep_their_clause(doors: InquiryDoors) -> None:
    await doors.ask(clause="clause-3")
    later = (ClauseFact(id="clause-1", title="一、总则"), ClauseFact(id="clause-9", title="九、附则"))
    await doors.deliver(amended(doors.policy_id, clauses=later))
    board = await doors.board()
    assert (board["title"], board["state"]) == ("关于做好食品经营许可延续工作的通知（修订）", "open")
    assert [clause["id"] for clause in board["clauses"]] == ["clause-1", "clause-9"]
    answered = await doors.answered(clauses=["clause-3", "clause-9"])
    assert [clause["title"] for clause in answered["clauses"]] == ["三、办理时限", "九、附则"]
    await doors.ask(clause="clause-9")


async def test_d1_an_amendment_that_comes_twice_or_without_a_board_changes_nothing(doors: InquiryDoors) -> None:
    await doors.deliver(amended(doors.policy_id, edition=3), amended(new_id()))
    before = await doors.board()
    await doors.deliver(amended(doors.policy_id, edition=2, clauses=()))
    assert await doors.board() == before


async def test_d1_a_policy_published_again_opens_its_board_again(doors: InquiryDoors) -> None:
    await doors.ask()
    await doors.answered()
    await doors.deliver(withdrawn(doors.policy_id), published(doors.policy_id, version=10))
    board = await doors.board()
    assert (board["state"], board["closed_at"], len(board["items"])) == ("open", None, 1)
    await doors.ask()


async def test_d1_asking_and_amending_at_once_never_fails(doors: InquiryDoors) -> None:
    await asyncio.gather(*(doors.ask(clause="clause-1") for _ in range(4)), doors.deliver(amended(doors.policy_id)))
    assert (await doors.board())["title"].endswith("（修订）")


async def test_e5_an_emergency_takes_the_answers_out_of_the_public_view_but_not_from_their_askers(
    doors: InquiryDoors,
) -> None:
    receipt = await doors.ask()
    question = await doors.answered()
    await doors.deliver(withdrawn(doors.policy_id, emergency=True))
    assert (await doors.board())["items"] == []
    page = (await doors.citizen.get(f"/boards/{doors.policy_id}")).text
    assert ANSWER not in page
    assert "已有的答复暂不公开" in page
    assert (await doors.citizen.get(f"/inquiries/{question['id']}")).status_code == 404
    similar = await doors.citizen.get(f"/api/v1/boards/{doors.policy_id}/similar", params={"text": "延续申请"})
    assert similar.json()["items"] == []
    assert (await doors.status(receipt))["answer"] == ANSWER


async def test_e5_an_emergency_after_a_withdrawal_hides_the_answers_too(doors: InquiryDoors) -> None:
    await doors.ask()
    await doors.answered()
    await doors.deliver(withdrawn(doors.policy_id))
    assert len((await doors.board())["items"]) == 1
    await doors.deliver(withdrawn(doors.policy_id, version=11, emergency=True))
    assert (await doors.board())["items"] == []
    closed = [kind for kind, _, _ in await doors.announced() if kind == "gongkai.inquiry.board-closed.v1"]
    assert len(closed) == 1


async def test_d1_after_an_amendment_by_another_unit_that_unit_owes_the_answers(doors: InquiryDoors) -> None:
    await doors.ask()
    await doors.deliver(amended(doors.policy_id, unit="complaints"))
    await doors.ask("修订以后由谁答复？")
    assert [one["text"] for one in (await doors.stranger.get("/api/v1/inquiries")).json()["items"]] == [
        "修订以后由谁答复？"
    ]
    assert (await doors.newest())["text"] != "修订以后由谁答复？"


async def test_e5_after_an_emergency_nobody_reads_what_the_policy_was_called_and_how_it_was_divided(
    doors: InquiryDoors,
) -> None:
    await doors.deliver(withdrawn(doors.policy_id, emergency=True))
    typed = {"text": "延续申请要提前多少天提交？"}
    refused = await doors.citizen.post(f"/boards/{doors.policy_id}", data=typed, headers=OWN)
    assert refused.status_code == 409
    for answer in (
        await doors.citizen.get(f"/api/v1/boards/{doors.policy_id}"),
        await doors.citizen.get(f"/boards/{doors.policy_id}"),
        refused,
    ):
        for words in ("食品经营许可延续", "沪市监食经", "办理时限"):
            assert words not in answer.text


async def test_d1_the_board_of_a_withdrawn_policy_leads_to_no_page_that_is_gone(doors: InquiryDoors) -> None:
    await doors.ask(clause="clause-2")
    await doors.answered()
    await doors.deliver(withdrawn(doors.policy_id))
    page = (await doors.citizen.get(f"/boards/{doors.policy_id}")).text
    assert "有关条款：二、延续申请" in page
    assert f'href="/policies/{doors.policy_id}' not in page
