"""Hostile bodies and forms at every door of the policy service: refused in words, never a fault, nothing repeated."""

from uuid import UUID

import httpx
import pytest

from tests.hostile import BODIES, CANARY
from tests.service.policy.conftest import WRITTEN, PolicyDoors

NO_FILE = {"file": ("", b"")}
"""What a browser sends of a form in parts when no file was chosen."""
OWN = {"Sec-Fetch-Site": "same-origin"}
FORMS = [
    ("nothing", {}, None),
    ("control characters", WRITTEN | {"title": f"{CANARY}\x07的通知"}, None),
    ("a day that does not exist", WRITTEN | {"formed_on": "2024-02-30"}, None),
    ("a kind that does not exist", WRITTEN | {"kind": CANARY}, None),
    ("far too long", WRITTEN | {"body": "长" * 310_000}, None),
    ("a file for a word", {}, {"body": ("x.txt", CANARY.encode())}),
    ("a version beyond bounds", WRITTEN | {"version": "9" * 400}, None),
    ("a version of other digits", WRITTEN | {"version": "²"}, None),
]


async def test_f3_no_hostile_body_becomes_a_fault_or_is_repeated(doors: PolicyDoors) -> None:
    path = f"/api/v1/policies/{(await doors.drafted())['id']}"
    nothing = UUID(int=0)
    for name, body in BODIES:
        headers = {"Content-Type": "application/json", "If-Match": "*"}
        for at, method, door in (
            (doors.clerk, "POST", "/api/v1/policies"),
            (doors.clerk, "PUT", path),
            (doors.clerk, "POST", f"{path}/interpretations"),
            (doors.clerk, "PUT", f"{path}/interpretations/{nothing}"),
            (doors.office, "POST", f"{path}/publication"),
            (doors.office, "POST", f"{path}/withdrawal"),
            (doors.office, "POST", f"{path}/validity"),
            (doors.office, "POST", f"{path}/unmasking"),
            (doors.secrecy, "POST", f"{path}/clearances"),
        ):
            answer = await at.request(method, door, content=body, headers=headers)
            assert 400 <= answer.status_code < 500, (name, door, answer.status_code)
            assert CANARY not in answer.text, (name, door)


@pytest.mark.parametrize(("name", "typed", "files"), FORMS, ids=[form[0] for form in FORMS])
async def test_f3_no_hostile_form_becomes_a_fault(
    doors: PolicyDoors, name: str, typed: dict[str, str], files: httpx._types.RequestFiles | None
) -> None:
    desk = f"/desk/policies/{(await doors.drafted(document_no='沪市监食经〔2024〕99号'))['id']}"
    for at, path in (
        (doors.clerk, f"{desk}/words"),
        (doors.head, f"{desk}/review"),
        (doors.office, f"{desk}/publication"),
    ):
        answer = await at.post(path, data=typed, files=files, headers=OWN)
        assert answer.status_code in (400, 403, 409, 412, 413, 415, 422), (path, answer.status_code)
    if "version" not in name:
        refused = await doors.clerk.post("/desk/policies/new", data=typed, files=files or NO_FILE, headers=OWN)
        assert refused.status_code == 422
