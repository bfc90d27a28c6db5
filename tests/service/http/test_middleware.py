"""F5, F3: every request leaves one line and one figure, and neither they nor an answer hold what was submitted."""

import asyncio
import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import structlog

from gongkai.identity.issuer import LocalIssuer
from gongkai.mounts.health import CheckResult
from gongkai.observability import metrics
from gongkai.observability.logs import configure_logs
from gongkai.observability.tracing import bind_trace, current_traceparent, trace_of, unbind_trace
from tests.hostile import CANARY
from tests.service.http.edges import CLERK, at_the_door, edge_app, issuer_in

THING = "/api/v1/things/0190a5b0-0000-7000-8000-000000000000"
TRACEPARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """Everything that is logged, in the form in which it is logged in earnest."""
    root = logging.getLogger()
    before = (root.handlers, root.level)
    out = io.StringIO()
    configure_logs("INFO", out)
    yield out
    structlog.reset_defaults()
    root.handlers, root.level = before


def lines(out: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.getvalue().splitlines()]


async def lines_when_written(out: io.StringIO, number: int) -> list[dict[str, Any]]:
    for _ in range(500):
        if len(lines(out)) >= number:
            break
        await asyncio.sleep(0.01)
    return lines(out)


async def test_f5_one_line_per_request_without_query_and_body(written: io.StringIO, issuer: LocalIssuer) -> None:
    async with at_the_door(edge_app(issuer), Traceparent=TRACEPARENT) as client:
        await client.post(f"/api/v1/things?secret={CANARY}", json={"title": CANARY})
    [line] = await lines_when_written(written, 1)
    assert (line["method"], line["route"], line["status"], line["service"]) == ("POST", "/api/v1/things", 201, "things")
    assert line["request_id"] == "4bf92f3577b34da6a3ce929d0e0e4736"
    assert line["ms"] >= 0
    assert CANARY not in written.getvalue()


async def test_f5_a_fault_is_logged_by_type_and_place_only(written: io.StringIO, issuer: LocalIssuer) -> None:
    async with at_the_door(edge_app(issuer), Authorization=f"Bearer {issuer.token(CLERK)}") as client:
        answer = await client.put(THING, json={"title": "fault"}, headers={"If-Match": '"7"'})
    fault, line = await lines_when_written(written, 2)
    assert (fault["event"], fault["error"], line["status"]) == ("request_failed", "ValueError", 500)
    assert any("edges.py" in place and "put_thing" in place for place in fault["stack"])
    assert fault["request_id"] == line["request_id"] == answer.json()["request_id"]
    assert "nobody may read" not in written.getvalue()


async def test_f5_probes_leave_no_line_and_hostile_methods_no_harm(written: io.StringIO, issuer: LocalIssuer) -> None:
    async with at_the_door(edge_app(issuer)) as client:
        await client.get("/livez")
        await client.request('GE"T', "/api/v1/nothing")
    [line] = await lines_when_written(written, 1)
    assert (line["method"], line["route"]) == ("OTHER", "unmatched")


def test_f5_fields_without_a_name_are_dropped_and_told(written: io.StringIO) -> None:
    structlog.get_logger().info("tried", attempt=1, phone=CANARY, name="甲")
    [line] = lines(written)
    assert (line["event"], line["attempt"], line["dropped"]) == ("tried", 1, ["name", "phone"])
    assert CANARY not in written.getvalue()


def test_f5_an_exceptions_words_and_its_causes_are_left_out(written: io.StringIO) -> None:
    try:
        try:
            raise KeyError(CANARY)
        except KeyError as error:
            raise RuntimeError(f"no {CANARY}") from error
    except RuntimeError:
        structlog.get_logger().exception("tried")
    [line] = lines(written)
    assert (line["error"], line["cause"]) == ("RuntimeError", "KeyError")
    assert CANARY not in written.getvalue()


def test_f5_of_a_librarys_record_only_the_template_is_kept(written: io.StringIO) -> None:
    logging.getLogger("library").warning("row %s is bad", CANARY)
    try:
        raise ValueError(CANARY)
    except ValueError:
        logging.getLogger("library").exception("while reading %s", CANARY)
    first, second = lines(written)
    assert (first["event"], first["logger"]) == ("row %s is bad", "library")
    assert (second["event"], second["error"]) == ("library_error", "ValueError")
    assert CANARY not in written.getvalue()


async def test_f5_requests_are_counted_by_template_and_status(anybody: httpx.AsyncClient) -> None:
    await anybody.get("/api/v1/things/special")
    await anybody.get("/api/v1/nothing")
    expected = {
        'route="/api/v1/things/special",service="things",status="200"',
        'route="unmatched",service="things",status="404"',
    }
    for _ in range(500):
        told = metrics.exposition().decode()
        if all(figure in told for figure in expected):
            return
        await asyncio.sleep(0.01)
    pytest.fail("not counted")


async def test_f3_every_answer_has_its_safety_headers_once(anybody: httpx.AsyncClient) -> None:
    for path in ("/api/v1/things/special", "/api/v1/nothing", "/things", "/nothing"):
        answer = await anybody.get(path, headers={"Accept": "text/html"})
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
        assert len(answer.headers["x-request-id"]) == 32
        names = [name for name, _ in answer.headers.multi_items()]
        assert len(names) == len(set(names))
        if not path.startswith("/api/"):
            assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
            assert answer.headers["referrer-policy"] == "same-origin"


async def test_f5_many_requests_at_once_each_leave_their_line(written: io.StringIO, issuer: LocalIssuer) -> None:
    async with at_the_door(edge_app(issuer)) as client:
        await asyncio.gather(*(client.get("/api/v1/things/special") for _ in range(20)))
    assert len({line["request_id"] for line in await lines_when_written(written, 20)}) == 20


@pytest.mark.parametrize(
    "header",
    [None, b"", b"nonsense", b"00-" + b"0" * 32 + b"-00f067aa0ba902b7-01", TRACEPARENT.encode() + b"\n", b"\xff" * 55],
)
def test_f1_a_thread_that_is_none_is_replaced(header: bytes | None) -> None:
    request_id, traceparent = trace_of(header)
    assert traceparent.startswith(f"00-{request_id}-")
    assert trace_of(traceparent.encode()) == (request_id, traceparent)


def test_f1_a_thread_is_taken_up_and_laid_down() -> None:
    token = bind_trace(TRACEPARENT)
    assert current_traceparent() == TRACEPARENT
    unbind_trace(token)
    assert current_traceparent() is None


async def test_f5_a_failing_or_hanging_check_is_named(tmp_path: Path) -> None:
    async def good() -> CheckResult:
        return CheckResult(ok=True, figures={"waiting": 3})

    async def failing() -> CheckResult:
        raise ConnectionError(CANARY)

    async def hanging() -> CheckResult:
        await asyncio.Event().wait()
        return CheckResult(ok=True)

    app = edge_app(issuer_in(tmp_path), {"good": good})
    async with at_the_door(app) as client:
        ready = await client.get("/readyz")
        assert (ready.status_code, ready.json()["checks"]["good"]["waiting"]) == (200, 3)
        app.state.health.checks |= {"failing": failing, "hanging": hanging}
        unready = await client.get("/readyz")
        assert (unready.status_code, unready.json()["failing"]) == (503, ["failing", "hanging"])
        assert CANARY not in unready.text
        assert (await client.get("/livez")).status_code == 200
        app.state.health.started = False
        assert (await client.get("/startupz")).status_code == 503


async def test_f5_probes_are_not_for_those_outside(anybody: httpx.AsyncClient) -> None:
    assert (await anybody.get("/metrics")).headers["content-type"].startswith("text/plain; version=")
    for path in ("/metrics", "/readyz"):
        assert (await anybody.get(path, headers={"X-Forwarded-For": "192.0.2.1"})).status_code == 404
