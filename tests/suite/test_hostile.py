"""Nothing that comes in at any door becomes a fault, and nothing that was submitted is repeated in a refusal."""

from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from urllib.parse import quote

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from hypothesis.strategies import SearchStrategy
from requests import Request, Session
from schemathesis import BaseSchema, Case, GenerationMode

from gongkai.runtime.service import Service
from tests.hostile import BODIES, CANARY, WEBHOOK_HEADERS
from tests.suite.doors import Door, Visitor, all_doors, all_pages, described
from tests.suite.suites import Suite

EXAMPLES = 10
"""Requests to each door: as described, wrong, and wrong in the path too."""
FEW = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
ODD = (
    "-1",
    "0",
    "9" * 19,
    "9" * 400,
    "1e3",
    "1.0",
    "²",
    "٣",
    "\x00",
    "\x7f",
    "0x10",
    "'",
    "NaN",
    "😀",
    CANARY,
    "A" * 3000,
)
DOORS = all_doors()
PAGES = all_pages()
ASKED_ON_PAGES = {
    "/boards/{policy_id}": ("cursor", "limit"),
    "/inquiries": ("cursor", "limit"),
    "/desk/inquiries": ("cursor", "limit", "state"),
    "/desk/inquiries/on-the-spot": ("policy",),
    "/policies": ("cursor", "limit"),
    "/desk/policies": ("cursor", "limit", "state"),
    "/desk/policies/{policy_id}/interpretations/new": ("form",),
    "/desk/queue": ("cursor", "limit"),
    "/desk/warnings": ("cursor", "limit", "all"),
    "/desk/board": ("cursor", "limit", "unit", "service", "colour", "due_by"),
    "/desk/hotline/deliveries": ("cursor", "limit", "kind", "state", "since", "until", "order_no"),
    "/desk/hotline/deliveries/replay": ("kind", "state", "since", "until", "order_no"),
    "/desk/hotline/reconciliation": ("cursor", "limit", "kind", "noted"),
    "/desk/tickets": ("cursor", "limit", "number", "group", "colour", "matter", "source", "mark", "office"),
    "/desk/tickets/{ticket_id}": ("template",),
    "/desk/dispatch": ("category", "district"),
    "/desk/rates": ("from", "to", "unit"),
    "/desk/rates/table.csv": ("from", "to", "unit"),
    "/desk/rates/tickets": ("cursor", "limit", "rate", "part", "from", "to", "unit"),
    "/calendar": ("received", "working_days"),
    "/": ("view",),
}

USUAL = {"/desk/rates/tickets": {"rate": "finished", "part": "denominator"}}
"""What the address of a page has to say for there to be one."""


@pytest.fixture(scope="module")
def visitor(embedded: Suite, planted: object) -> Iterator[Visitor]:
    """After the tour there is something behind each door."""
    settings = embedded.settings
    with httpx.Client(base_url=settings.public_url, timeout=30, trust_env=False) as client, Session() as session:
        session.trust_env = False
        yield Visitor(settings, client, session)


@pytest.mark.parametrize("door", [door for door in DOORS if door.takes_a_body], ids=lambda door: door.name)
def test_f3_no_hostile_body_is_a_fault_or_repeated(visitor: Visitor, door: Door) -> None:
    path = door.path.format(**visitor.ids_on(door))
    for name, body in BODIES:
        answer = visitor.client.request(door.method, path, content=body, headers=visitor.headers_for(door, body))
        assert answer.status_code < 500, (name, answer.status_code)
        assert CANARY not in answer.text, name
        assert CANARY not in str(answer.headers), name


def test_f3_no_hostile_webhook_header_is_more_than_a_401(visitor: Visitor) -> None:
    door = next(door for door in DOORS if door.signed)
    body = b'{"type": "transfer.urged", "occurred_at": "2024-09-30T10:00:00+08:00", "order": {"order_no": "1"}}'
    answers = set()
    for _, spoil in WEBHOOK_HEADERS:
        good = {name.lower(): value for name, value in visitor.headers_for(door, body).items()}
        bad = {name: value.strip() for name, value in spoil(good).items()} | {"content-type": "application/json"}
        answer = visitor.client.post(door.path, content=body, headers=bad)
        answers.add((answer.status_code, answer.text))
    assert {status for status, _ in answers} == {401}
    assert len(answers) == 1


@pytest.mark.parametrize("door", [door for door in DOORS if door.method == "GET"], ids=lambda door: door.name)
def test_f3_no_number_is_too_large_and_no_word_too_odd(visitor: Visitor, door: Door) -> None:
    parameters = described(door.service)["paths"][door.path]["get"].get("parameters", [])
    headers, ids = visitor.headers_for(door), visitor.ids_on(door)
    for parameter in parameters:
        name = parameter["name"]
        for odd in ODD:
            path = door.path.format(**ids | ({name: quote(odd)} if parameter["in"] == "path" else {}))
            query = {name: odd} if parameter["in"] == "query" else {}
            answer = visitor.client.get(path, params=query, headers=headers)
            assert answer.status_code < 500, (name, odd[:40], answer.status_code)
            assert answer.is_success or CANARY not in answer.text, name


@pytest.mark.parametrize("page", PAGES, ids=[page.name for page in PAGES])
def test_f3_no_page_is_a_fault_whatever_its_address_says(visitor: Visitor, page: Door) -> None:
    headers, ids = visitor.headers_for(page), visitor.ids_on(page)
    usual = visitor.client.get(page.path.format(**ids), params=USUAL.get(page.path), headers=headers)
    assert usual.status_code in (200, 303), usual.status_code
    for odd in ODD:
        asked = [(page.path, {name: odd}) for name in ASKED_ON_PAGES.get(page.path, ())]
        gone_to = [(page.path.replace(f"{{{name}}}", quote(odd, safe="")), {}) for name in ids]
        for path, query in asked + gone_to:
            said = USUAL.get(page.path, {}) | query
            answer = visitor.client.get(path.format(**ids), params=said, headers=headers)
            assert answer.status_code < 500, (path, query, answer.status_code)


@pytest.mark.parametrize("door", DOORS, ids=[door.name for door in DOORS])
def test_f3_nothing_that_a_schema_can_think_of_is_a_fault(visitor: Visitor, door: Door) -> None:
    """The last of these journeys: what is well formed is done, and the notice may be withdrawn."""
    operation = as_strategies(door.service)[door.path][door.method]
    ids = visitor.ids_on(door)
    good = operation.as_strategy(generation_mode=GenerationMode.POSITIVE, path_parameters=ids or None)
    bad = operation.as_strategy(generation_mode=GenerationMode.NEGATIVE, path_parameters=ids or None)
    worse = operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)
    assert fuzz(visitor, door, good) - {401, 403, 404}, "these requests came no further than the threshold"
    for cases in (bad, worse):
        with suppress(Unsatisfiable):  # a door without parameters or body: nothing about it can be wrong
            fuzz(visitor, door, cases)


@cache
def as_strategies(service: Service) -> BaseSchema:
    """A service's document as schemathesis reads it, once for all its doors."""
    return schemathesis.openapi.from_dict(described(service))


def fuzz(visitor: Visitor, door: Door, cases: SearchStrategy[Case]) -> set[int]:
    """Some requests to one door; the statuses of the answers."""
    statuses: set[int] = set()

    @FEW
    @given(case=cases)
    def is_no_fault(case: Case) -> None:
        request = Request(**case.as_transport_kwargs(base_url=visitor.settings.public_url)).prepare()
        body = request.body if isinstance(request.body, bytes) else (request.body or "").encode()
        request.headers.update(visitor.headers_for(door, body))
        answer = visitor.session.send(request, timeout=30)
        statuses.add(answer.status_code)
        assert answer.status_code < 500, (door.name, answer.status_code, request.url, body[:1000])

    is_no_fault()
    return statuses
