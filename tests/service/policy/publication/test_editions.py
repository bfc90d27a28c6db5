"""Editions (E1, E2): what the public reads while a policy is amended, afterwards, and when it is taken back."""

import asyncio
from io import BytesIO
from typing import Any

import httpx
from docx import Document

from policy_service.policy.api import PolicyView
from tests.service.policy.conftest import INTERPRETED, WRITTEN, PolicyDoors

AT_HAND = {"If-Match": "*"}
SECOND = WRITTEN | {"body": "第二版。", "change_note": "改为六十日"}


async def test_e1_an_amendment_in_progress_does_not_leak(doors: PolicyDoors) -> None:
    policy = await doors.published()
    path = f"/api/v1/policies/{policy['id']}"
    before = await doors.citizen.get(path)
    assert (await doors.clerk.put(path, json=SECOND, headers=AT_HAND)).status_code == 200
    await doors.clerk.post(f"{path}/interpretations", json=INTERPRETED, headers=AT_HAND)
    record = (await doors.clerk.get(f"{path}/record")).json()
    changed = await doors.attached(record, "附.txt", "附件".encode())
    file = changed["attachments"][0]["file_id"]
    for state in ("draft", "reviewed"):
        now = await doors.citizen.get(path)
        assert (now.headers["ETag"], now.content) == (before.headers["ETag"], before.content), state
        assert (await doors.citizen.get(f"{path}/attachments/{file}")).status_code == 404
        assert "第二版" not in (await doors.citizen.get(f"/policies/{policy['id']}")).text
        await doors.head.post(f"{path}/review")
    assert (await doors.clerk.get(f"{path}/record/files/{file}")).content.decode() == "附件"
    assert (await doors.stranger.get(f"{path}/record/files/{file}")).status_code == 404
    assert (await doors.citizen.get(f"{path}/record/files/{file}")).status_code == 401
    assert (await doors.office.post(f"{path}/publication")).json()["edition"] == 2
    assert (await doors.citizen.get(f"{path}/attachments/{file}")).status_code == 200


async def test_e1_editions_stay_readable_with_their_notes(doors: PolicyDoors) -> None:
    policy = await doors.published()
    path = f"/api/v1/policies/{policy['id']}"
    first = (await doors.citizen.get(path)).json()
    await doors.clerk.put(path, json=SECOND, headers=AT_HAND)
    assert (await doors.release(policy)).status_code == 200
    second = (await doors.citizen.get(path)).json()
    assert (second["edition"], second["change_note"]) == (2, "改为六十日")
    assert second["first_published_at"] == first["published_at"]
    replaced = first | {"validity": "amended", "version": second["version"]}
    assert (await doors.citizen.get(f"{path}/editions/1")).json() == replaced
    assert (await doors.citizen.get(f"{path}/editions/2")).json() == second
    listed = (await doors.citizen.get(f"{path}/editions")).json()
    assert [(one["number"], one["change_note"], one["is_current"]) for one in listed] == [
        (2, "改为六十日", True),
        (1, "", False),
    ]
    for nowhere in ("3", "0", "-1", "x", "99999999999999999999"):
        assert (await doors.citizen.get(f"{path}/editions/{nowhere}")).status_code in (404, 422)
    assert [item["id"] for item in (await doors.citizen.get("/api/v1/policies")).json()["items"]] == [policy["id"]]


async def test_e1_an_amendment_is_given_up_and_the_policy_is_as_it_was_published(doors: PolicyDoors) -> None:
    policy = await doors.published()
    path = f"/api/v1/policies/{policy['id']}"
    assert (await doors.clerk.delete(f"{path}/amendment", headers=AT_HAND)).status_code == 409
    before = (await doors.clerk.get(f"{path}/record")).json()
    await doors.clerk.put(path, json=SECOND, headers=AT_HAND)
    assert (await doors.clerk.delete(f"{path}/amendment")).status_code == 428
    assert (await doors.stranger.delete(f"{path}/amendment", headers=AT_HAND)).status_code == 404
    dropped = await doors.clerk.delete(f"{path}/amendment", headers=AT_HAND)
    assert dropped.json() == before | {"version": before["version"] + 2}
    assert (await doors.clerk.get(f"{path}/record")).json() == dropped.json()


async def test_e2_withdrawn_is_gone_everywhere_in_the_same_moment(doors: PolicyDoors) -> None:
    policy = await doors.attached(await doors.drafted(), "附.txt", "附件".encode())
    policy = await doors.interpreted(policy)
    assert (await doors.release(policy)).status_code == 200
    path = f"/api/v1/policies/{policy['id']}"
    await doors.clerk.put(path, json=SECOND, headers=AT_HAND)
    assert (await doors.release(policy)).status_code == 200
    public = [path, f"/policies/{policy['id']}", *(f"{path}/{rest}" for rest in rest_of(policy))]
    assert {(await doors.citizen.get(door)).status_code for door in public} == {200}
    await doors.clerk.put(path, json=SECOND | {"body": "第三版。"}, headers=AT_HAND)
    await doors.office.post(f"{path}/withdrawal", json={"reason": "误发"})
    assert {(await doors.citizen.get(door)).status_code for door in public} == {404}
    assert (await doors.citizen.get("/api/v1/policies")).json()["items"] == []
    assert (await doors.clerk.put(path, json=SECOND, headers=AT_HAND)).json()["type"].endswith("already-withdrawn")
    assert (await doors.office.post(f"{path}/unmasking", json={"purpose": "查明误发原因"})).status_code == 200


def rest_of(policy: dict[str, Any]) -> list[str]:
    """The public doors below a policy."""
    file = policy["attachments"][0]["file_id"]
    interpretation = policy["interpretations"][0]["id"]
    return [
        "editions",
        "editions/1",
        "editions/2",
        "validity",
        f"attachments/{file}",
        f"interpretations/{interpretation}",
    ]


async def test_e1_the_number_of_a_public_edition_is_taken_until_it_is_replaced(doors: PolicyDoors) -> None:
    policy = await doors.published()
    path = f"/api/v1/policies/{policy['id']}"
    await doors.clerk.put(path, json=SECOND | {"document_no": "沪市监食经〔2024〕13号"}, headers=AT_HAND)
    rival = await doors.reviewed(document_no=policy["document_no"])
    refused = await doors.office.post(f"/api/v1/policies/{rival['id']}/publication")
    assert refused.json()["type"] == "urn:gongkai:problem:document-no-taken"
    assert (await doors.citizen.get(f"/api/v1/policies/{rival['id']}")).status_code == 404


async def test_f2_the_ready_answer_is_what_the_contract_says(doors: PolicyDoors) -> None:
    policy = await doors.attached(await doors.drafted(co_issuers=["市商务委"], keywords=["延续"]), "附.txt", b"x")
    policy = await doors.interpreted(policy)
    await doors.release(policy)
    answer = await doors.citizen.get(f"/api/v1/policies/{policy['id']}")
    assert PolicyView.model_validate_json(answer.content).model_dump(mode="json") == answer.json()
    assert "drafted_by" not in answer.json()


async def test_e2_an_edit_while_it_is_being_published_never_lets_unsigned_words_out(doors: PolicyDoors) -> None:
    for number in range(1, 6):
        policy = await doors.reviewed(document_no=f"沪市监食经〔2024〕{number}号")
        path = f"/api/v1/policies/{policy['id']}"
        answers = await asyncio.gather(
            doors.office.post(f"{path}/publication"),
            doors.clerk.post(f"{path}/interpretations", json=INTERPRETED, headers=AT_HAND),
            doors.clerk.put(f"{path}/attachments?name=a.txt", content=b"a", headers=AT_HAND),
        )
        assert {answer.status_code for answer in answers} <= {200, 201, 409, 412}
        seen = await doors.citizen.get(path)
        if seen.status_code == 200:
            assert (seen.json()["interpretations"], seen.json()["attachments"]) == ([], [])


async def test_e2_two_publishers_at_once_make_one_edition(doors: PolicyDoors) -> None:
    policy = await doors.published()
    path = f"/api/v1/policies/{policy['id']}"
    await doors.clerk.put(path, json=SECOND, headers=AT_HAND)
    await doors.head.post(f"{path}/review")
    answers = await asyncio.gather(*(doors.office.post(f"{path}/publication") for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [200, *[409] * 4]
    assert len((await doors.citizen.get(f"{path}/editions")).json()) == 2


async def test_e1_files_come_in_examined_are_replaced_by_name_and_go_out_as_what_they_are(doors: PolicyDoors) -> None:
    policy = await doors.attached(await doors.drafted(), "表.txt", "一".encode(), title="申请表")
    policy = await doors.attached(policy, "表.txt", "二".encode())
    [file] = policy["attachments"]
    assert (file["title"], file["media_type"], file["size"]) == ("表.txt", "text/plain", 3)
    await doors.release(policy)
    path = f"/api/v1/policies/{policy['id']}/attachments/{file['file_id']}"
    out = await doors.citizen.get(path)
    assert (out.content.decode(), out.headers["X-Content-Type-Options"]) == ("二", "nosniff")
    assert out.headers["Content-Disposition"].startswith("attachment;")
    assert "sandbox" in out.headers["Content-Security-Policy"]


async def test_e1_a_bad_file_is_refused_and_changes_nothing(doors: PolicyDoors) -> None:
    policy = await doors.drafted()
    path = f"/api/v1/policies/{policy['id']}/attachments"
    for params, content, status in (
        ({"name": "a.exe"}, b"MZ", 422),
        ({"name": "a.pdf"}, b"no pdf", 422),
        ({"name": "a.txt"}, b"", 422),
        ({"name": ""}, b"x", 422),
        ({}, b"x", 422),
        ({"name": "a\x07.txt"}, b"x", 422),
        ({"name": "a.txt", "title": "长" * 300}, b"x", 422),
    ):
        answer = await doors.clerk.put(path, params=params, content=content, headers=AT_HAND)
        assert answer.status_code == status, (params, answer.text)
    assert (await doors.clerk.put(f"{path}?name=a.txt", content=b"x")).status_code == 428
    late = await doors.clerk.put(f"{path}?name=a.txt", content=b"x", headers={"If-Match": '"9"'})
    assert late.status_code == 412
    assert (await doors.stranger.put(f"{path}?name=a.txt", content=b"x", headers=AT_HAND)).status_code == 404
    record = (await doors.clerk.get(f"/api/v1/policies/{policy['id']}/record")).json()
    assert (record["version"], record["attachments"]) == (1, [])


async def test_e4_an_interpretation_carries_its_picture(doors: PolicyDoors) -> None:
    policy = await doors.interpreted(await doors.drafted(), form="picture", elements={}, alternative="流程共三步。")
    interpretation = policy["interpretations"][0]["id"]
    path = f"/api/v1/policies/{policy['id']}/interpretations/{interpretation}/files"
    put = await doors.clerk.put(f"{path}?name=flow.png", content=PNG, headers=AT_HAND)
    assert put.status_code == 200, put.text
    [file] = put.json()["interpretations"][0]["files"]
    assert (await doors.release(policy)).status_code == 200
    seen = (await doors.citizen.get(f"/api/v1/policies/{policy['id']}")).json()["interpretations"][0]["files"][0]
    picture = await doors.citizen.get(seen["path"])
    assert (picture.headers["Content-Type"], picture.content) == ("image/png", PNG)
    gone = await doors.clerk.delete(f"{path}/{file['file_id']}", headers=AT_HAND)
    assert gone.json()["interpretations"][0]["files"] == []
    assert (await doors.clerk.delete(f"{path}/{file['file_id']}", headers=AT_HAND)).status_code == 404


PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c6360606000000004"
    "0001f61738550000000049454e44ae426082"
)


async def test_e1_the_body_is_read_from_a_word_document(doors: PolicyDoors) -> None:
    policy = await doors.drafted()
    path = f"/api/v1/policies/{policy['id']}/word-document"
    taken = await doors.clerk.post(path, content=docx("各区市场监管局：", "可以延续。"), headers={"If-Match": '"1"'})
    assert taken.status_code == 200, taken.text
    written = taken.json()["policy"]
    assert (written["body_format"], written["title"]) == ("html", policy["title"])
    assert "<p>可以延续。</p>" in written["html"]
    assert (await doors.clerk.post(path, content=b"no document", headers=AT_HAND)).status_code == 422
    assert (await doors.clerk.post(path, content=b"x")).status_code == 428
    assert (await doors.clerk.post(path, content=docx("迟了"), headers={"If-Match": '"1"'})).status_code == 412


def docx(*paragraphs: str) -> bytes:
    """A Word document."""
    document, file = Document(), BytesIO()
    for words in paragraphs:
        document.add_paragraph(words)
    document.save(file)
    return file.getvalue()


async def test_e1_page_tags_are_those_of_the_current_edition(doors: PolicyDoors) -> None:
    policy = await doors.published()
    path = f"/api/v1/policies/{policy['id']}/page-tags"
    tags = (await doors.citizen.get(path)).json()
    assert tags["ArticleTitle"] == policy["title"]
    assert '<meta name="ArticleTitle"' in (await doors.citizen.get(f"{path}.html")).text
    await doors.office.post(f"/api/v1/policies/{policy['id']}/withdrawal", json={"reason": "误发"})
    assert {(await doors.citizen.get(door)).status_code for door in (path, f"{path}.html")} == {404}


async def test_f3_refusals_of_faulty_drafts_name_every_fault(doors: PolicyDoors) -> None:
    def pointers(answer: httpx.Response) -> set[str]:
        assert answer.status_code == 422, answer.text
        return {point["pointer"] for point in answer.json()["errors"]}

    faulty = WRITTEN | {"title": "无种类", "document_no": "无号", "body": "（此件公开发布）", "disclosure": "withheld"}
    assert pointers(await doors.clerk.post("/api/v1/policies", json=faulty)) == {"/document_no", "/kind", "/disclosure"}
    odd = WRITTEN | {"effective_on": "soon", "co_issuers": ["x"] * 21, "keywords": [1], "body_format": "rtf"}
    assert pointers(await doors.clerk.post("/api/v1/policies", json=odd)) >= {
        "/effective_on",
        "/co_issuers",
        "/keywords/0",
        "/body_format",
    }
