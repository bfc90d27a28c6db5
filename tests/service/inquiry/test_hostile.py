"""Hostile bodies and forms at every door of the inquiry service: refused in words, never a fault, nothing repeated."""

import httpx
import pytest

from gongkai.timepiece import new_id
from tests.hostile import BODIES, CANARY
from tests.service.inquiry.conftest import InquiryDoors

OWN = {"Sec-Fetch-Site": "same-origin"}
FORMS = [
    ("nothing", {}, None),
    ("control characters", {"text": f"{CANARY}\x07\x1b[31m", "email": f"{CANARY}@\x07"}, None),
    ("text that reads backwards", {"text": f"\u202e{CANARY}", "receipt_no": f"\u202e{CANARY}"}, None),
    ("far too long", {"text": "长" * 30_000, "email": "a" * 3000 + "@b.cn", "receipt_no": "Z" * 5000}, None),
    ("a file for a word", {}, {"text": ("x.txt", CANARY.encode()), "receipt_no": ("x", b"")}),
    ("a version that is none", {"answer": "够长的答复。", "version": "-1"}, None),
    ("a version beyond bounds", {"answer": "够长的答复。", "version": "9" * 400}, None),
    ("a version of other digits", {"answer": "够长的答复。", "version": "²"}, None),
    ("a key that is none", {"text": "短", "once": f"'><{CANARY}"}, None),
    ("unknown fields", {CANARY: CANARY, "text": "短"}, None),
]


async def test_f3_no_hostile_body_becomes_a_fault_or_is_repeated(doors: InquiryDoors) -> None:
    await doors.ask()
    question = f"/api/v1/inquiries/{(await doors.newest())['id']}"
    for name, body in BODIES:
        key = {"Idempotency-Key": new_id().hex, "If-Match": "*"}
        for at, method, path in (
            (doors.citizen, "POST", f"/api/v1/boards/{doors.policy_id}/questions"),
            (doors.citizen, "POST", "/api/v1/inquiries"),
            (doors.citizen, "POST", "/api/v1/inquiries/lookup"),
            (doors.citizen, "POST", "/api/v1/inquiries/lookup/rating"),
            (doors.citizen, "POST", "/api/v1/inquiries/lookup/reopening"),
            (doors.clerk, "POST", "/api/v1/inquiries/on-the-spot"),
            (doors.clerk, "POST", f"{question}/unmasking"),
            (doors.secrecy, "POST", f"{question}/clearances"),
            (doors.clerk, "PUT", f"{question}/answer"),
        ):
            headers = {"Content-Type": "application/json", **key}
            answer = await at.request(method, path, content=body, headers=headers)
            assert 400 <= answer.status_code < 500, (name, path, answer.status_code)
            assert CANARY not in answer.text, (name, path)


@pytest.mark.parametrize(("name", "typed", "files"), FORMS, ids=[form[0] for form in FORMS])
async def test_f3_no_hostile_form_becomes_a_fault(
    doors: InquiryDoors, name: str, typed: dict[str, str], files: httpx._types.RequestFiles | None
) -> None:
    await doors.ask()
    desk = f"/desk/inquiries/{(await doors.newest())['id']}"
    for at, path in (
        (doors.citizen, f"/boards/{doors.policy_id}"),
        (doors.citizen, "/inquiries/new"),
        (doors.citizen, "/status"),
        (doors.citizen, "/status/rating"),
        (doors.citizen, "/status/reopening"),
        (doors.clerk, "/desk/inquiries/on-the-spot"),
        (doors.clerk, f"{desk}/answer"),
        (doors.clerk, f"{desk}/unmasking"),
        (doors.head, f"{desk}/review"),
        (doors.secrecy, f"{desk}/clearances"),
    ):
        answer = await at.post(path, data=typed, files=files, headers=OWN)
        assert 400 <= answer.status_code < 500, (path, answer.status_code)
        assert "'><310115" not in answer.text


@pytest.mark.parametrize("if_match", ['"', '""', "1", 'W/"1"', '"99999999999999999999"', "\x7f", '"1", "2"'])
async def test_f3_no_hostile_precondition_becomes_a_fault(doors: InquiryDoors, if_match: str) -> None:
    await doors.ask()
    path = f"/api/v1/inquiries/{(await doors.newest())['id']}"
    headers = {"If-Match": if_match}
    assert (await doors.head.post(f"{path}/review", headers=headers)).status_code in (409, 412)
    edited = await doors.clerk.put(f"{path}/answer", json={"answer": "够长的答复。"}, headers=headers)
    assert edited.status_code == 412


@pytest.mark.parametrize("cursor", ["x", "AAAA", "=" * 400, "%00", "é"])
async def test_f3_no_hostile_cursor_becomes_a_fault(doors: InquiryDoors, cursor: str) -> None:
    for at, path in (
        (doors.citizen, f"/api/v1/boards/{doors.policy_id}"),
        (doors.citizen, f"/boards/{doors.policy_id}"),
        (doors.citizen, "/inquiries"),
        (doors.clerk, "/api/v1/inquiries"),
        (doors.clerk, "/desk/inquiries"),
    ):
        answer = await at.get(path, params={"cursor": cursor})
        assert 400 <= answer.status_code < 500
