"""The gate before the public (E3, E5): all that is missing is told at once; mended, it goes public in one step."""

import json
from typing import Any

from sqlalchemy import select

from gongkai.audit.entries import audit_entry
from gongkai.messaging.outbox import outbox
from tests.service.policy.conftest import ELEMENTS, WRITTEN, PolicyDoors

ID_NUMBER = "11010519491231002X"
"""The example of GB 11643; nobody's."""
REFUSED = "urn:gongkai:problem:publication-refused"


def points(answer: Any) -> dict[str, str]:
    """Where something is wrong, and what, of a refusal."""
    assert answer.status_code == 422, answer.text
    assert answer.json()["type"] == REFUSED
    return {point["pointer"]: point["code"] for point in answer.json()["errors"]}


async def test_e3_what_is_missing_is_told_at_once_and_after_the_repair_it_is_public_in_one_step(
    doors: PolicyDoors,
) -> None:
    """The acceptance of the fifth issue."""
    policy = await doors.drafted(normative=True, disclosure="on_request", body="正文。")
    policy = await doors.attached(policy, "名单.txt", f"张三丰 {ID_NUMBER}".encode(), title="名单")
    refused = points(await doors.release(policy))
    assert refused["/interpretations"] == "interpretation-missing"
    assert refused["/disclosure"] == "not-for-publication"
    assert "personal-data" in refused.values()

    two_missing = {element: said for element, said in ELEMENTS.items() if element not in ("goals", "terms")}
    policy = await doors.interpreted(await current(doors, policy), elements=two_missing)
    answer = await doors.release(policy)
    refused = points(answer)
    assert {"/interpretations/0/elements/goals", "/interpretations/0/elements/terms"} < set(refused)
    assert "/disclosure" in refused
    assert "personal-data" in refused.values()
    assert ID_NUMBER not in answer.text
    assert all("§" in point["detail"] for point in answer.json()["errors"])
    assert (await doors.citizen.get(f"/api/v1/policies/{policy['id']}")).status_code == 404
    assert await told(doors) == []

    policy = await repaired(doors, policy)
    assert (await doors.release(policy)).status_code == 200
    await everything_is_there_in_the_same_moment(doors, policy["id"])


async def current(doors: PolicyDoors, policy: dict[str, Any]) -> dict[str, Any]:
    """The policy as it stands now."""
    return dict((await doors.clerk.get(f"/api/v1/policies/{policy['id']}/record")).json())


async def repaired(doors: PolicyDoors, policy: dict[str, Any]) -> dict[str, Any]:
    """Each of its points mended."""
    path = f"/api/v1/policies/{policy['id']}"
    at_hand = {"If-Match": "*"}
    await doors.clerk.put(path, json=WRITTEN | {"normative": True}, headers=at_hand)
    interpretation = policy["interpretations"][0]
    written = {"form": "text", "title": interpretation["title"], "elements": ELEMENTS}
    await doors.clerk.put(f"{path}/interpretations/{interpretation['id']}", json=written, headers=at_hand)
    file = policy["attachments"][0]
    await doors.clerk.delete(f"{path}/attachments/{file['file_id']}", headers=at_hand)
    return await doors.attached(await current(doors, policy), "申请表.txt", "单位名称：".encode(), title="申请表")


async def everything_is_there_in_the_same_moment(doors: PolicyDoors, policy_id: str) -> None:
    """Interpretation, links both ways, attachment, board, event."""
    seen = (await doors.citizen.get(f"/api/v1/policies/{policy_id}")).json()
    assert seen["board_path"] == f"/boards/{policy_id}"
    [interpretation] = seen["interpretations"]
    assert interpretation["policy_path"] == seen["path"]
    alone = await doors.citizen.get(f"/api/v1/policies/{policy_id}/interpretations/{interpretation['id']}")
    assert alone.json() == interpretation
    [file] = seen["attachments"]
    assert (await doors.citizen.get(file["path"])).content.decode() == "单位名称："
    [(kind, data)] = await told(doors)
    assert kind == "gongkai.policy.published.v1"
    assert data["interpretation_forms"] == ["text"]
    assert [clause["title"] for clause in data["clauses"]] == ["一、适用范围"]


async def told(doors: PolicyDoors) -> list[tuple[str, dict[str, Any]]]:
    """What was announced."""
    async with doors.running.reading() as db:
        rows = (await db.execute(select(outbox.c.type, outbox.c.payload).order_by(outbox.c.seq))).all()
    return [(row.type, json.loads(row.payload)) for row in rows]


async def acts(doors: PolicyDoors) -> list[tuple[str, dict[str, Any]]]:
    """What is on record."""
    async with doors.running.reading() as db:
        rows = (await db.execute(select(audit_entry.c.act, audit_entry.c.details).order_by(audit_entry.c.seq))).all()
    return [(row.act, row.details) for row in rows]


async def test_e3_the_gate_can_be_asked_before_anybody_signs(doors: PolicyDoors) -> None:
    policy = await doors.drafted(interpretation_wanted=True)
    gate = f"/api/v1/policies/{policy['id']}/gate"
    said = (await doors.clerk.get(gate)).json()
    assert [point["code"] for point in said["points"]] == ["interpretation-missing"]
    assert (await doors.stranger.get(gate)).status_code == 404
    assert (await doors.citizen.get(gate)).status_code == 401
    await doors.interpreted(policy)
    assert (await doors.clerk.get(gate)).json()["points"] == []


async def test_e3_an_interpretation_is_under_the_same_signature(doors: PolicyDoors) -> None:
    policy = await doors.drafted()
    await doors.head.post(f"/api/v1/policies/{policy['id']}/review")
    policy = await doors.interpreted(await current(doors, policy))
    assert (policy["state"], policy["signed_digest"]) == ("draft", None)
    refused = await doors.office.post(f"/api/v1/policies/{policy['id']}/publication")
    assert refused.json()["type"] == "urn:gongkai:problem:not-reviewed"


async def test_e3_interpretations_are_written_changed_and_taken_out(doors: PolicyDoors) -> None:
    policy = await doors.interpreted(await doors.drafted())
    path = f"/api/v1/policies/{policy['id']}/interpretations"
    mine = f"{path}/{policy['interpretations'][0]['id']}"
    changed = {"form": "questions", "title": "问答", "body": "问：怎么办？\n\n答：网上办。"}
    assert (await doors.clerk.put(mine, json=changed)).status_code == 428
    answer = await doors.clerk.put(mine, json=changed, headers={"If-Match": f'"{policy["version"]}"'})
    assert answer.json()["interpretations"][0]["title"] == "问答"
    late = await doors.clerk.put(mine, json=changed, headers={"If-Match": f'"{policy["version"]}"'})
    assert late.status_code == 412
    assert (await doors.stranger.put(mine, json=changed, headers={"If-Match": "*"})).status_code == 404
    unfit = await doors.clerk.post(path, json=changed | {"url": "http://example.cn/a"}, headers={"If-Match": "*"})
    assert unfit.json()["type"] == "urn:gongkai:problem:interpretation-unfit"
    gone = await doors.clerk.delete(mine, headers={"If-Match": "*"})
    assert gone.json()["interpretations"] == []
    assert (await doors.clerk.delete(mine, headers={"If-Match": "*"})).status_code == 404


async def test_e5_private_data_are_masked_in_public_and_unmasked_on_the_record_only(doors: PolicyDoors) -> None:
    phone = "13812345678"
    policy = await doors.interpreted(
        await doors.drafted(body=f"联系人电话：{phone}。"),
        elements=ELEMENTS | {"cautions": {"text": f"有问题请打申请人电话{phone}。"}},
    )
    assert (await doors.release(policy)).status_code == 200
    path = f"/api/v1/policies/{policy['id']}"
    for at, door in (
        (doors.citizen, path),
        (doors.citizen, f"/policies/{policy['id']}"),
        (doors.clerk, f"{path}/record"),
    ):
        assert phone not in (await at.get(door)).text, door
    assert phone not in (await doors.clerk.get(f"/desk/policies/{policy['id']}")).text
    record = await current(doors, policy)
    assert record["is_masked"]
    assert record["digest"] == record["signed_digest"]
    opened = await doors.head.post(f"{path}/unmasking", json={"purpose": "核对联系方式"})
    assert phone in opened.json()["body"]
    assert opened.headers["Cache-Control"] == "no-store"
    assert ("privacy.unmask", {"purpose": "核对联系方式"}) in await acts(doors)
    assert (await doors.head.post(f"{path}/unmasking", json={"purpose": ""})).status_code == 422
    assert (await doors.clerk.post(f"{path}/unmasking", json={"purpose": "看看内容"})).status_code == 403


async def test_e5_what_was_shown_masked_and_comes_back_stays_as_it_was_written(doors: PolicyDoors) -> None:
    phone = "13812345678"
    policy = await doors.published(body=f"联系人电话：{phone}。")
    record = await current(doors, policy)
    again = WRITTEN | {
        "body": record["body"],
        "title": record["title"],
        "change_note": "补主题词",
        "keywords": ["延续"],
    }
    path = f"/api/v1/policies/{policy['id']}"
    amended = await doors.clerk.put(path, json=again, headers={"If-Match": "*"})
    assert phone in amended.json()["body"]


async def test_e5_only_the_secrecy_officer_lets_a_mark_pass_and_only_these_words(doors: PolicyDoors) -> None:
    policy = await doors.drafted(body="机密★一年\n\n各区局：可以。")
    path = f"/api/v1/policies/{policy['id']}"
    assert "classification-mark" in points(await doors.release(policy)).values()
    [held] = (await doors.secrecy.get(f"{path}/gate")).json()["held"]
    clearing = {"digests": [held["digest"]], "reason": "已经解密"}
    short = await doors.secrecy.post(f"{path}/clearances", json=clearing | {"reason": "解密了"})
    assert (short.status_code, short.json()["errors"][0]["pointer"]) == (422, "/reason")
    assert (await doors.office.post(f"{path}/clearances", json=clearing)).status_code == 403
    strange = await doors.secrecy.post(f"{path}/clearances", json=clearing | {"digests": ["0" * 64]})
    assert (strange.status_code, strange.json()["errors"][0]["pointer"]) == (409, "/digests/0")
    cleared = await doors.secrecy.post(f"{path}/clearances", json=clearing)
    assert (cleared.status_code, cleared.json()["points"]) == (201, [])
    assert "privacy.clear" in [act for act, _ in await acts(doors)]
    changed = WRITTEN | {"body": "机密★一年\n\n各区局：别的。"}
    await doors.clerk.put(path, json=changed, headers={"If-Match": "*"})
    assert "classification-mark" in points(await doors.release(policy)).values()
    await doors.clerk.put(path, json=WRITTEN | {"body": "机密★一年\n\n各区局：可以。"}, headers={"If-Match": "*"})
    assert (await doors.release(policy)).status_code == 200


async def test_e2_an_emergency_lets_head_and_secrecy_officer_withdraw_at_once(doors: PolicyDoors) -> None:
    for number, who in ((1, doors.head), (2, doors.secrecy)):
        policy = await doors.published(document_no=f"沪市监食经〔2024〕{number}号")
        path = f"/api/v1/policies/{policy['id']}"
        plain = await who.post(f"{path}/withdrawal", json={"reason": "有个人信息"})
        assert plain.json()["type"] == "urn:gongkai:problem:withdrawal-forbidden"
        gone = await who.post(f"{path}/withdrawal", json={"reason": "有个人信息", "emergency": True})
        assert gone.status_code == 200
        assert (await doors.citizen.get(path)).status_code == 404
    assert (await doors.clerk.post(f"{path}/withdrawal", json={"reason": "误", "emergency": True})).status_code == 403
    assert [data["emergency"] for kind, data in await told(doors) if kind.endswith("withdrawn.v1")] == [True, True]
