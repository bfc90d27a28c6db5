"""Ready answers (F3): what is answered at the door is what the route behind it answers, header by header."""

from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest

from policy_service.service import SERVICE
from tests.makers import House, client
from tests.ready import KNOWING, alike, knowing
from tests.service.policy.conftest import WRITTEN, PolicyDoors
from tests.statements import statements


@pytest.fixture
async def behind(doors: PolicyDoors, house: House) -> AsyncIterator[httpx.AsyncClient]:
    """A citizen at the same service, without fast reads."""
    url = doors.running.settings.database_url
    service = replace(SERVICE, features=tuple(replace(one, fast_reads=()) for one in SERVICE.features))
    async with house.open(service, url=url) as running, client(running) as citizen:
        yield citizen


@pytest.mark.parametrize("tags", KNOWING.values(), ids=KNOWING)
async def test_f3_what_the_reader_has_is_understood_alike(
    doors: PolicyDoors, behind: httpx.AsyncClient, tags: list[str]
) -> None:
    policy = await doors.published()
    for method in ("GET", "HEAD"):
        path, headers = f"/api/v1/policies/{policy['id']}", knowing(tags, policy["version"])
        await alike(doors.citizen, behind, method, path, headers)


async def test_f3_a_ready_answer_asks_nothing_of_the_engine(doors: PolicyDoors, behind: httpx.AsyncClient) -> None:
    policy = await doors.published()
    path, has = f"/api/v1/policies/{policy['id']}", {"If-None-Match": f'W/"{policy["version"]}"'}
    async with statements(doors.running) as asked:
        assert (await doors.citizen.get(path)).json()["id"] == policy["id"]
        assert (await doors.citizen.get(path, headers=has)).status_code == 304
    assert asked == []


async def test_f3_whatever_else_is_asked_is_answered_alike(doors: PolicyDoors, behind: httpx.AsyncClient) -> None:
    policy = await doors.published()
    one = policy["id"]
    draft = (await doors.drafted(document_no="沪市监食经〔2024〕13号"))["id"]
    ids = [one, one.upper(), one.replace("-", ""), f"{{{one}}}", f"urn:uuid:{one}", f"{one}/", f"%20{one}", "x", "%00"]
    ids += [draft, "00000000-0000-0000-0000-000000000000", "1234567x-0000-0000-0000-000000000000", f"{one}?a=%00"]
    statuses = {await alike(doors.citizen, behind, "GET", f"/api/v1/policies/{id}") for id in ids}
    assert statuses == {200, 400, 404, 422}
    assert await alike(doors.citizen, behind, "DELETE", f"/api/v1/policies/{one}") == 405
    for headers in ({"Accept": "text/html"}, {"Sec-Fetch-Site": "cross-site"}, {"Authorization": "Bearer x"}):
        assert await alike(doors.citizen, behind, "GET", f"/api/v1/policies/{one}", headers) == 200


async def test_e2_a_ready_answer_follows_the_policy_at_once(doors: PolicyDoors, behind: httpx.AsyncClient) -> None:
    policy = await doors.published()
    path, has = f"/api/v1/policies/{policy['id']}", {"If-None-Match": f'"{policy["version"]}"'}
    assert await alike(doors.citizen, behind, "GET", path, has) == 304
    second = WRITTEN | {"body": "第二版。", "change_note": "改为六十日"}
    await doors.clerk.put(path, json=second, headers={"If-Match": "*"})
    assert await alike(doors.citizen, behind, "GET", path, has) == 304
    await doors.release(policy)
    assert await alike(doors.citizen, behind, "GET", path, has) == 200
    await doors.office.post(f"{path}/withdrawal", json={"reason": "误发"})
    assert await alike(doors.citizen, behind, "GET", path) == 404
    assert await alike(doors.citizen, behind, "GET", path, has) == 404
