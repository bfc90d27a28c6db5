"""Policies over REST, on a real database: three hands, one version, nothing public too early."""

import asyncio
from uuid import uuid4

import pytest
from sqlalchemy import select

from gongkai.messaging.outbox import outbox
from tests.service.policy.conftest import WRITTEN, PolicyDoors


async def test_e2_a_policy_goes_through_three_hands_and_is_public(doors: PolicyDoors) -> None:
    policy = await doors.published()
    assert policy["document_no"] == "沪市监食经〔2024〕12号"
    assert policy["kind"] == "notice"
    assert policy["drafted_by"] == ["registration.clerk"]
    assert (policy["reviewed_by"], policy["published_by"]) == ("registration.head", "office.supervisor")
    seen = await doors.citizen.get(f"/api/v1/policies/{policy['id']}")
    assert seen.status_code == 200
    assert '<h2 id="clause-1">一、适用范围</h2>' in seen.json()["html"]
    assert "drafted_by" not in seen.json()


async def test_e2_a_draft_is_nobody_elses_business(doors: PolicyDoors) -> None:
    policy = await doors.drafted()
    record = f"/api/v1/policies/{policy['id']}/record"
    assert (await doors.citizen.get(f"/api/v1/policies/{policy['id']}")).status_code == 404
    assert (await doors.citizen.get(record)).status_code == 401
    assert (await doors.stranger.get(record)).status_code == 404
    assert (await doors.clerk.get(record)).status_code == 200
    assert (await doors.office.get(record)).status_code == 200
    assert (await doors.citizen.get("/api/v1/policies")).json() == {"items": [], "next": None}


async def test_e2_an_edit_voids_the_review(doors: PolicyDoors) -> None:
    policy = await doors.reviewed()
    path = f"/api/v1/policies/{policy['id']}"
    edited = await doors.clerk.put(
        path, json=WRITTEN | {"body": "各区市场监管局：\n\n改动。"}, headers={"If-Match": f'"{policy["version"]}"'}
    )
    assert edited.status_code == 200
    assert edited.json()["state"] == "draft"
    assert edited.json()["signed_digest"] is None
    refused = await doors.office.post(f"{path}/publication")
    assert refused.status_code == 409
    assert refused.json()["type"] == "urn:gongkai:problem:not-reviewed"


async def test_e2_an_edit_says_which_version_it_is_based_on(doors: PolicyDoors) -> None:
    policy = await doors.drafted()
    path = f"/api/v1/policies/{policy['id']}"
    assert (await doors.clerk.put(path, json=WRITTEN)).status_code == 428
    assert (await doors.clerk.put(path, json=WRITTEN, headers={"If-Match": '"1"'})).status_code == 200
    late = await doors.clerk.put(path, json=WRITTEN, headers={"If-Match": '"1"'})
    assert late.status_code == 412
    assert (await doors.clerk.get(f"{path}/record")).headers["ETag"] == '"2"'


async def test_e2_a_signature_may_be_bound_to_the_version_that_was_read(doors: PolicyDoors) -> None:
    policy = await doors.drafted()
    review = f"/api/v1/policies/{policy['id']}/review"
    assert (await doors.head.post(review, headers={"If-Match": '"7"'})).status_code == 412
    assert (await doors.head.post(review, headers={"If-Match": '"1"'})).status_code == 200


@pytest.mark.parametrize("act", ["review", "publication", "withdrawal"])
async def test_f4_a_clerk_signs_nothing(doors: PolicyDoors, act: str) -> None:
    policy = await doors.drafted()
    refused = await doors.clerk.post(f"/api/v1/policies/{policy['id']}/{act}", json={"reason": "误发"})
    assert refused.status_code == 403


async def test_f4_another_unit_neither_edits_nor_sees(doors: PolicyDoors) -> None:
    policy = await doors.drafted()
    path = f"/api/v1/policies/{policy['id']}"
    assert (await doors.stranger.put(path, json=WRITTEN, headers={"If-Match": "*"})).status_code == 404


async def test_e1_a_published_policy_is_not_rewritten_without_a_word(doors: PolicyDoors) -> None:
    policy = await doors.published()
    path = f"/api/v1/policies/{policy['id']}"
    refused = await doors.clerk.put(path, json=WRITTEN, headers={"If-Match": "*"})
    assert refused.status_code == 422
    assert [point["pointer"] for point in refused.json()["errors"]] == ["/change_note"]
    again = await doors.office.post(f"{path}/publication")
    assert again.status_code == 409


async def test_e2_a_withdrawn_policy_is_gone_and_its_number_free(doors: PolicyDoors) -> None:
    policy = await doors.published()
    path = f"/api/v1/policies/{policy['id']}"
    withdrawn = await doors.office.post(f"{path}/withdrawal", json={"reason": "文号有误"})
    assert withdrawn.json()["state"] == "withdrawn"
    assert withdrawn.json()["withdrawal_reason"] == "文号有误"
    assert (await doors.citizen.get(path)).status_code == 404
    assert (await doors.citizen.get(f"/policies/{policy['id']}")).status_code == 404
    await doors.drafted()


async def test_e1_two_policies_never_carry_one_number(doors: PolicyDoors) -> None:
    await doors.drafted()
    refused = await doors.clerk.post("/api/v1/policies", json=WRITTEN | {"document_no": "沪市监食经（2024）12号"})
    assert refused.status_code == 409
    assert refused.json()["errors"][0]["pointer"] == "/document_no"


async def test_e1_everything_wrong_with_a_draft_is_told_at_once(doors: PolicyDoors) -> None:
    refused = await doors.clerk.post(
        "/api/v1/policies",
        json=WRITTEN | {"title": "食品经营许可管理办法", "document_no": "沪市监第12号", "disclosure": "withheld"},
    )
    assert refused.status_code == 422
    assert {point["pointer"] for point in refused.json()["errors"]} == {"/document_no", "/kind", "/disclosure"}
    assert "沪市监第12号" not in refused.text


async def test_e2_what_is_not_for_the_public_is_not_published(doors: PolicyDoors) -> None:
    policy = await doors.reviewed(disclosure="on_request", body="内部事项。")
    refused = await doors.office.post(f"/api/v1/policies/{policy['id']}/publication")
    assert refused.status_code == 422
    assert refused.json()["type"] == "urn:gongkai:problem:publication-refused"
    assert [point["code"] for point in refused.json()["errors"]] == ["not-for-publication"]


async def test_f1_publication_and_withdrawal_are_told_once_each(doors: PolicyDoors) -> None:
    policy = await doors.published()
    await doors.office.post(f"/api/v1/policies/{policy['id']}/withdrawal", json={"reason": "误发"})
    async with doors.running.reading() as db:
        rows = (await db.execute(select(outbox.c.type, outbox.c.aggregate_version).order_by(outbox.c.seq))).all()
    assert [tuple(row) for row in rows] == [
        ("gongkai.policy.published.v1", 3),
        ("gongkai.policy.withdrawn.v1", 4),
    ]


async def test_f3_an_unchanged_policy_costs_no_body(doors: PolicyDoors) -> None:
    policy = await doors.published()
    path = f"/api/v1/policies/{policy['id']}"
    tag = (await doors.citizen.get(path)).headers["ETag"]
    again = await doors.citizen.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")


async def test_f3_the_list_comes_in_pages_newest_first(doors: PolicyDoors) -> None:
    numbers = [f"沪市监食经〔2024〕{n}号" for n in range(1, 6)]
    for number in numbers:
        await doors.published(document_no=number)
    first = (await doors.citizen.get("/api/v1/policies?limit=3")).json()
    rest = (await doors.citizen.get("/api/v1/policies", params={"limit": 3, "cursor": first["next"]})).json()
    listed = [item["document_no"] for item in first["items"] + rest["items"]]
    assert listed == numbers[::-1]
    assert rest["next"] is None


async def test_e1_hostile_markdown_and_html_are_harmless(doors: PolicyDoors) -> None:
    hostile = (
        '<script>alert(1)</script><img src=x onerror=alert(1)><p style="position:fixed" onclick=x>词</p>\n\n'
        "[点](javascript:alert(1)) <a href='JaVaScRiPt:alert(1)'>点</a> <iframe src=//e.cn></iframe>"
        '<h2 id="main">题</h2><svg onload=alert(1)><form action=//e.cn><input name=a></form>'
    )
    policy = await doors.published(body=hostile)
    for path in (f"/api/v1/policies/{policy['id']}", f"/policies/{policy['id']}"):
        seen = await doors.citizen.get(path)
        words = (
            seen.json()["html"] if "/api/" in path else seen.text.split('<div class="prose">')[1].split("</article>")[0]
        )
        for bad in (
            "<script",
            "<img",
            "onerror",
            "onclick",
            "style=",
            "<iframe",
            'id="main"',
            "<svg",
            "<form",
            "<input",
        ):
            assert bad not in words
        assert "href=" not in words


async def test_an_unknown_policy_is_unknown_to_all(doors: PolicyDoors) -> None:
    nowhere = f"/api/v1/policies/{uuid4()}"
    assert (await doors.citizen.get(nowhere)).status_code == 404
    assert (await doors.head.post(f"{nowhere}/review")).status_code == 404


async def test_e2_of_edits_made_at_once_one_counts(doors: PolicyDoors) -> None:
    path = f"/api/v1/policies/{(await doors.drafted())['id']}"
    answers = await asyncio.gather(
        *(doors.clerk.put(path, json=WRITTEN | {"body": f"第{n}稿"}, headers={"If-Match": '"1"'}) for n in range(8))
    )
    assert sorted(answer.status_code for answer in answers) == [200] + [412] * 7
    [kept] = [answer.json()["body"] for answer in answers if answer.status_code == 200]
    assert (await doors.clerk.get(f"{path}/record")).json()["body"] == kept


async def test_e2_an_edit_and_a_release_at_once_never_publish_unsigned_words(doors: PolicyDoors) -> None:
    for number in range(1, 6):
        policy = await doors.reviewed(document_no=f"沪市监食经〔2024〕{number}号")
        path = f"/api/v1/policies/{policy['id']}"
        edited = WRITTEN | {"document_no": policy["document_no"], "body": "没有人审核过。"}
        await asyncio.gather(
            doors.clerk.put(path, json=edited, headers={"If-Match": "*"}), doors.office.post(f"{path}/publication")
        )
        seen = await doors.citizen.get(path)
        assert seen.status_code == 404 or "没有人审核过" not in seen.text


async def test_f1_released_twice_at_once_it_is_told_once(doors: PolicyDoors) -> None:
    path = f"/api/v1/policies/{(await doors.reviewed())['id']}/publication"
    answers = await asyncio.gather(*(doors.office.post(path) for _ in range(6)))
    assert sorted({answer.status_code for answer in answers}) == [200, 409]
    async with doors.running.reading() as db:
        told = (await db.execute(select(outbox.c.type))).all()
    assert len(told) == 1


async def test_e1_one_number_taken_by_two_at_once_goes_to_one(doors: PolicyDoors) -> None:
    answers = await asyncio.gather(*(doors.clerk.post("/api/v1/policies", json=WRITTEN) for _ in range(6)))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 5
