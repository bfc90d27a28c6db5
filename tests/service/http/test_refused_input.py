"""F3: hostile input is a problem in Chinese, never a 5xx, and never comes back."""

import json
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongkai.timepiece import Timepiece
from gongkai.webhooks.signatures import Signatures
from tests.examples import examples
from tests.hostile import CANARY, MUST_BE_REFUSED, MUST_BE_TOO_LARGE, MUST_NOT_FIT, WEBHOOK_HEADERS
from tests.service.http.edges import SECRET

JSON = {"Content-Type": "application/json"}
THING = "/api/v1/things/0190a5b0-0000-7000-8000-000000000000"


def problem(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    document: dict[str, Any] = answer.json()
    assert (document["type"], document["status"]) == (f"urn:gongkai:problem:{code}", status)
    assert document["title"]
    assert document["detail"]
    assert CANARY not in answer.text
    return document


@pytest.mark.parametrize(("name", "body"), MUST_BE_REFUSED, ids=[name for name, _ in MUST_BE_REFUSED])
async def test_f3_malformed_json_is_a_400(anybody: httpx.AsyncClient, name: str, body: bytes) -> None:
    problem(await anybody.post("/api/v1/things", content=body, headers=JSON), 400, "malformed-json")


@pytest.mark.parametrize(("name", "body"), MUST_NOT_FIT, ids=[name for name, _ in MUST_NOT_FIT])
async def test_f3_what_does_not_fit_is_a_422(anybody: httpx.AsyncClient, name: str, body: bytes) -> None:
    document = problem(await anybody.post("/api/v1/things", content=body, headers=JSON), 422, "unfit-request")
    assert document["errors"]


@pytest.mark.parametrize(("name", "body"), MUST_BE_TOO_LARGE, ids=[name for name, _ in MUST_BE_TOO_LARGE])
@pytest.mark.parametrize("streamed", [False, True])
async def test_f3_too_large_is_a_413(anybody: httpx.AsyncClient, name: str, body: bytes, streamed: bool) -> None:
    async def chunks() -> Any:
        for start in range(0, len(body), 65536):
            yield body[start : start + 65536]

    content = chunks() if streamed else body
    problem(await anybody.post("/api/v1/things", content=content, headers=JSON), 413, "body-too-large")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/jsonp"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "application/json; charset=gb18030"},
        {"Content-Type": "application/json", "Content-Encoding": "gzip"},
    ],
)
async def test_f3_only_json_is_read_as_json(anybody: httpx.AsyncClient, headers: dict[str, str]) -> None:
    answer = await anybody.post("/api/v1/things", content=b'{"title": "%s"}' % CANARY.encode(), headers=headers)
    problem(answer, 415, "unsupported-media-type")


async def test_f3_a_missing_body_says_so(anybody: httpx.AsyncClient) -> None:
    document = problem(await anybody.post("/api/v1/things"), 422, "unfit-request")
    assert document["errors"] == [{"pointer": "", "code": "missing", "detail": "这一项必填。"}]


async def test_f3_good_json_is_taken(anybody: httpx.AsyncClient) -> None:
    for media_type in ("application/json", "application/json; charset=utf-8", 'Application/JSON;charset="UTF-8"'):
        answer = await anybody.post(
            "/api/v1/things", content='{"title": " 题 ", "count": 3}'.encode(), headers={"Content-Type": media_type}
        )
        assert (answer.status_code, answer.json()) == (201, {"title": "题", "count": 3})


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=examples(150))
@given(st.binary(max_size=300))
async def test_f3_any_bytes_are_a_problem(anybody: httpx.AsyncClient, body: bytes) -> None:
    answer = await anybody.post("/api/v1/things", content=body, headers=JSON)
    assert answer.status_code in (400, 422)


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/api/v1/nothing", 404, "not-found"),
        ("/api/v1/things/", 404, "not-found"),
        ("/api/v1/things?limit=0", 422, "unfit-request"),
        ("/api/v1/things?limit=101", 422, "unfit-request"),
        (f"/api/v1/things?limit={CANARY}{CANARY}", 422, "unfit-request"),
        (f"/api/v1/things?cursor={CANARY}", 422, "cursor-invalid"),
        ("/api/v1/things?colour=%00", 400, "malformed-request"),
        ("/api/v1/things/%00", 400, "malformed-request"),
    ],
)
async def test_f3_a_bad_address_is_a_problem(anybody: httpx.AsyncClient, path: str, status: int, code: str) -> None:
    problem(await anybody.get(path), status, code)


async def test_f3_a_wrong_method_says_which_are_right(anybody: httpx.AsyncClient) -> None:
    answer = await anybody.delete("/api/v1/things")
    problem(answer, 405, "method-not-allowed")
    assert answer.headers["allow"] == "GET, POST"


async def test_f3_a_wrong_id_is_named_by_place(clerk: httpx.AsyncClient) -> None:
    document = problem(await clerk.get(f"/api/v1/things/{CANARY}"), 422, "unfit-request")
    assert document["errors"][0]["pointer"] == "path:thing_id"


@pytest.mark.parametrize(("name", "spoil"), WEBHOOK_HEADERS, ids=[name for name, _ in WEBHOOK_HEADERS])
async def test_c1_every_bad_webhook_gets_the_same_401(anybody: httpx.AsyncClient, name: str, spoil: Any) -> None:
    body = json.dumps({"citizen": CANARY}).encode()
    headers = spoil(Signatures([SECRET]).sign("m1", Timepiece().wall(), body))
    answer = await anybody.post("/api/v1/things/webhook", content=body, headers=headers)
    document = problem(answer, 401, "signature-invalid")
    assert document == {
        "type": "urn:gongkai:problem:signature-invalid",
        "title": "请先证明身份",
        "status": 401,
        "detail": "签名无效。",
    }


async def test_c1_a_good_webhook_is_taken_and_a_huge_one_is_not(anybody: httpx.AsyncClient) -> None:
    for body, status in ((b"{}", 202), (b"a" * (1024 * 1024 + 1), 413)):
        headers = Signatures([SECRET]).sign("m1", Timepiece().wall(), body)
        assert (await anybody.post("/api/v1/things/webhook", content=body, headers=headers)).status_code == status


async def test_f3_a_fault_is_a_problem_with_an_id_and_without_words(clerk: httpx.AsyncClient) -> None:
    answer = await clerk.put(THING, json={"title": "fault"}, headers={"If-Match": '"7"'})
    document = problem(answer, 500, "internal-error")
    assert document["request_id"] == answer.headers["x-request-id"]
    assert "nobody may read" not in answer.text


async def test_f3_while_the_database_is_away_the_caller_is_asked_to_come_again(clerk: httpx.AsyncClient) -> None:
    answer = await clerk.put(THING, json={"title": "database away"}, headers={"If-Match": '"7"'})
    problem(answer, 503, "unavailable")
    assert int(answer.headers["retry-after"]) > 0


async def test_f3_a_refusal_gets_the_status_of_its_ground(clerk: httpx.AsyncClient) -> None:
    answer = await clerk.put(THING, json={"title": "gone"}, headers={"If-Match": '"7"'})
    document = problem(answer, 409, "thing-gone")
    assert document["errors"] == [{"pointer": "/title", "code": "gone", "detail": "已办结"}]
    answer = await clerk.put(THING, json={"title": "changed"}, headers={"If-Match": '"7"'})
    problem(answer, 412, "changed-meanwhile")


async def test_f3_staff_edit_only_what_they_have_read(clerk: httpx.AsyncClient) -> None:
    body = {"title": "x"}
    problem(await clerk.put(THING, json=body), 428, "precondition-required")
    for stale in ('"6"', 'W/"7"', "7", "nonsense"):
        answer = await clerk.put(THING, json=body, headers={"If-Match": stale})
        problem(answer, 412, "precondition-failed")
    for fresh in ('"7"', '"6", "7"', "*"):
        assert (await clerk.put(THING, json=body, headers={"If-Match": fresh})).status_code == 200


async def test_f3_an_unchanged_thing_is_a_304(clerk: httpx.AsyncClient) -> None:
    tag = (await clerk.get(THING)).headers["etag"]
    assert tag == '"7"'
    for known in (tag, f"W/{tag}", f'"1", {tag}', "*"):
        answer = await clerk.get(THING, headers={"If-None-Match": known})
        assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", tag)
    assert (await clerk.get(THING, headers={"If-None-Match": '"6"'})).status_code == 200


async def test_f3_pages_lead_through_a_list_and_only_through_that_one(anybody: httpx.AsyncClient) -> None:
    seen: list[int] = []
    cursor: str | None = ""
    while cursor is not None:
        query = {"limit": "20"} | ({"cursor": cursor} if cursor else {})
        page = (await anybody.get("/api/v1/things", params=query)).json()
        seen += [item["count"] for item in page["items"]]
        last, cursor = cursor, page["next"]
    assert seen == list(range(45))
    answer = await anybody.get("/api/v1/things", params={"cursor": last, "colour": "blue"})
    problem(answer, 422, "cursor-invalid")


async def test_f3_a_reader_of_pages_gets_a_page(anybody: httpx.AsyncClient) -> None:
    answer = await anybody.get("/nothing", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "没有找到" in answer.text
    problem(await anybody.get("/api/v1/nothing", headers={"Accept": "text/html"}), 404, "not-found")
