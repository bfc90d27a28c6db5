"""Ways by which something private could slip out beside the words that the gate masks (E5)."""

from dataclasses import replace
from datetime import datetime
from urllib.parse import unquote

from gongkai.actor import Role
from gongkai.worktime.days import SHANGHAI
from tests.makers import client, person
from tests.service.policy.conftest import ELEMENTS, WRITTEN, PolicyDoors

NUMBER = "13812345678"


async def test_e5_a_file_is_saved_under_the_name_that_is_public(doors: PolicyDoors) -> None:
    policy = await doors.attached(await doors.drafted(), f"联系{NUMBER}.txt", "附件".encode(), title="附件")
    assert (await doors.release(policy)).status_code == 200
    path = f"/api/v1/policies/{policy['id']}"
    (file,) = (await doors.citizen.get(path)).json()["attachments"]
    assert file["name"] == "联系138****5678.txt"
    for headers in ({}, {"If-None-Match": "*"}, {"Range": "bytes=0-1"}):
        saved = await doors.citizen.get(file["path"], headers=headers)
        assert NUMBER not in unquote(str(saved.headers)), headers
        assert "138****5678" in unquote(saved.headers["Content-Disposition"])


async def test_e5_the_reason_of_a_repeal_goes_through_the_gate(doors: PolicyDoors) -> None:
    doors.running.timepiece.move(datetime(2024, 7, 8, 12, tzinfo=SHANGHAI))
    policy = await doors.published()
    path = f"/api/v1/policies/{policy['id']}"
    repeal = {"act": "partly_repeal", "on": "2024-07-08"}
    held = await doors.office.post(f"{path}/validity", json=repeal | {"reason": "机密★1年 按来文办理"})
    assert (held.status_code, held.json()["type"]) == (422, "urn:gongkai:problem:publication-refused")
    assert {point["pointer"] for point in held.json()["errors"]} == {"/reason"}
    assert (await doors.citizen.get(path)).json()["validity"] == "in_force"
    masked = await doors.office.post(f"{path}/validity", json=repeal | {"reason": f"请联系{NUMBER}"})
    assert masked.status_code == 200, masked.text
    history = await doors.citizen.get(f"{path}/validity")
    assert NUMBER not in history.text
    assert history.json()[-1]["reason"] == "请联系138****5678"
    assert NUMBER not in (await doors.clerk.get(f"/desk/policies/{policy['id']}")).text


async def test_e5_no_digest_tells_what_is_behind_a_mask(doors: PolicyDoors) -> None:
    """Four masked digits are ten thousand guesses: with the digest of the original one of them proves right."""
    policy = await doors.published(body=f"请致电{NUMBER}。")
    path = f"/api/v1/policies/{policy['id']}"
    shown = await doors.citizen.get(path)
    assert shown.json()["digest"] == ""
    assert (await doors.clerk.get(f"{path}/record")).json()["digest"] == policy["signed_digest"]
    nothing_masked = await doors.published(document_no="沪市监食经〔2024〕13号", body=WRITTEN["body"])
    plain = (await doors.citizen.get(f"/api/v1/policies/{nothing_masked['id']}")).json()
    assert plain["digest"] == nothing_masked["signed_digest"]


async def test_e2_who_sees_all_units_is_head_and_clerk_of_the_own_one_only(doors: PolicyDoors) -> None:
    """One person may be several: a head of another unit who also is an auditor reads everything, and signs nothing."""
    policy = await doors.drafted()
    path, at_hand = f"/api/v1/policies/{policy['id']}", {"If-Match": "*"}
    other = person("head", "complaints")
    both = replace(other, roles=other.roles | {Role.clerk, Role.auditor})
    async with client(doors.running, both) as stranger:
        assert (await stranger.get(f"{path}/record")).status_code == 200
        assert (await stranger.post(f"{path}/review")).status_code == 404
        assert (await stranger.put(path, json=WRITTEN, headers=at_hand)).status_code == 404
        name = {"name": "a.txt"}
        assert (
            await stranger.put(f"{path}/attachments", params=name, content=b"x", headers=at_hand)
        ).status_code == 404
        assert (await doors.release(policy)).status_code == 200
        assert (await stranger.delete(f"{path}/amendment", headers=at_hand)).status_code == 404
        emergency = {"reason": "误发", "emergency": True}
        refused = await stranger.post(f"{path}/withdrawal", json=emergency)
        assert (refused.status_code, refused.json()["type"]) == (403, "urn:gongkai:problem:withdrawal-forbidden")
    assert (await doors.citizen.get(path)).status_code == 200


async def test_e5_what_was_shown_masked_never_takes_the_place_of_what_was_written(doors: PolicyDoors) -> None:
    """Two forms are opened on a public policy; one is sent, and the other sent again after the conflict was shown."""
    policy = await doors.interpreted(
        await doors.drafted(body=f"联系人电话：{NUMBER}。"),
        body=f"请打{NUMBER}。",
        elements=ELEMENTS | {"cautions": {"text": f"有问题请打申请人电话{NUMBER}。"}},
    )
    assert (await doors.release(policy)).status_code == 200
    path, at_hand = f"/api/v1/policies/{policy['id']}", {"If-Match": "*"}
    shown = (await doors.clerk.get(f"{path}/record")).json()
    await doors.attached(shown, "附.txt", "附件".encode())
    words = WRITTEN | {"body": shown["body"], "change_note": "补附件"}
    after = (await doors.clerk.put(path, json=words, headers=at_hand)).json()
    assert after["body"] == f"联系人电话：{NUMBER}。"
    [there] = shown["interpretations"]
    again = {name: there[name] for name in ("form", "title", "body", "elements")}
    door = f"{path}/interpretations/{there['id']}"
    [kept] = (await doors.clerk.put(door, json=again, headers=at_hand)).json()["interpretations"]
    assert kept["body"] == f"请打{NUMBER}。"
    assert NUMBER in kept["elements"]["cautions"]["text"]


async def test_e5_the_desks_list_shows_no_title_unmasked_that_was_public(doors: PolicyDoors) -> None:
    policy = await doors.published(title=f"关于{NUMBER}举报事项的通知")
    path = f"/api/v1/policies/{policy['id']}"
    for done in ("published", "withdrawn"):
        listed = (await doors.clerk.get("/desk/policies")).text
        assert "138****5678" in listed, done
        assert NUMBER not in listed, done
        await doors.office.post(f"{path}/withdrawal", json={"reason": "误发"})
