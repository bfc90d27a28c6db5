"""Files of a policy as the public gets them: without anything about their makers (E5)."""

from policy_service.service import SERVICE
from tests.clamd import EICAR, clamd
from tests.makers import House, client, person
from tests.service.policy.conftest import PolicyDoors
from tests.service.policy.forms import upload
from tests.unit.documents.files_with_metadata import FILES_WITH_METADATA, SECRETS, photograph


async def test_e5_no_place_owner_or_comment_is_public_with_a_file(doors: PolicyDoors) -> None:
    policy = await doors.drafted()
    for title, (name, data) in FILES_WITH_METADATA.items():
        policy = await doors.attached(policy, f"{title}-{name}", data, title=title)
    assert (await doors.release(policy)).status_code == 200
    seen = (await doors.citizen.get(f"/api/v1/policies/{policy['id']}")).json()
    assert [file["title"] for file in seen["attachments"]] == [*FILES_WITH_METADATA]
    for file in seen["attachments"]:
        fetched = await doors.citizen.get(file["path"])
        assert fetched.status_code == 200
        assert [secret for secret in SECRETS if secret in fetched.content] == [], file["title"]
        assert fetched.headers["etag"] == f'"{file["sha256"]}"'


async def test_e5_nor_with_a_picture_that_explains_it(doors: PolicyDoors) -> None:
    policy = await doors.drafted()
    desk = f"/desk/policies/{policy['id']}"
    typed = {"form": "picture", "title": "一图读懂", "alternative": "三步办成。", "file_title": "图一", "version": "1"}
    saved = await upload(doors.clerk, f"{desk}/interpretations/new", "file", ("图.jpg", photograph()), **typed)
    assert saved.status_code == 303
    record = (await doors.clerk.get(f"/api/v1/policies/{policy['id']}/record")).json()
    (file,) = record["interpretations"][0]["files"]
    kept = await doors.clerk.get(f"/api/v1/policies/{policy['id']}/record/files/{file['file_id']}")
    assert [secret for secret in SECRETS if secret in kept.content] == []


async def test_e5_the_desk_says_which_files_were_checked_for_viruses(doors: PolicyDoors, house: House) -> None:
    """One file came in before there was a scanner, the other two after."""
    policy = await doors.attached(await doors.drafted(), "表.txt", b"a", title="表")
    policy = await doors.interpreted(policy, form="picture", alternative="三步办成。")
    desk, path = f"/desk/policies/{policy['id']}", f"/api/v1/policies/{policy['id']}"
    before = (await doors.clerk.get(f"{desk}/attachments")).text
    assert ("未查毒" in before, "已查毒" in before) == (True, False)
    url = doors.running.engine.url.render_as_string(hide_password=False)
    async with (
        clamd() as scanner,
        house.open(SERVICE, url=url, clamd=scanner.address) as running,
        client(running, person("clerk", "registration"), **{"If-Match": "*"}) as clerk,
    ):
        for place in ("attachments", f"interpretations/{policy['interpretations'][0]['id']}/files"):
            saved = await clerk.put(f"{path}/{place}", params={"name": "图.jpg"}, content=photograph())
            assert saved.status_code == 200
        infected = await clerk.put(f"{path}/attachments", params={"name": "b.txt"}, content=EICAR)
        assert infected.json()["type"] == "urn:gongkai:problem:file-infected"
    after = (await doors.clerk.get(f"{desk}/attachments")).text
    assert ("未查毒" in after, "已查毒" in after) == (True, True)
    sheet = (await doors.clerk.get(f"{desk}/interpretations/{policy['interpretations'][0]['id']}")).text
    assert "已查毒" in sheet
