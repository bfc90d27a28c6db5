"""F4: a door without an entry is shut; staff prove who they are; other sites cannot act in their name."""

import json
import os
from base64 import urlsafe_b64encode
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, OKPKey

from gongkai.http.guards import RouteGuards, UnguardedRoute, routes_of
from gongkai.identity.issuer import AUDIENCE, LOCAL_ISSUER, LocalIssuer
from gongkai.identity.tokens import SESSION
from gongkai.timepiece import Timepiece
from tests.service.http.edges import CLERK, OPS, at_the_door, issuer_in, routes_only

THING = "/api/v1/things/0190a5b0-0000-7000-8000-000000000000"


def claims(**changed: object) -> dict[str, object]:
    now = int(Timepiece().wall().timestamp())
    good = {
        "iss": LOCAL_ISSUER,
        "aud": AUDIENCE,
        "sub": "t.clerk",
        "name": "甲",
        "unit": "pudong",
        "roles": ["clerk"],
        "iat": now,
        "exp": now + 600,
    }
    return {name: value for name, value in (good | changed).items() if value is not None}


def signed_by(folder: Path, header: dict[str, object], body: dict[str, object]) -> str:
    key = OKPKey.import_key(json.loads((folder / "issuer.json").read_text()))
    return jwt.encode({"alg": "Ed25519", "typ": "at+jwt", "kid": key.kid} | header, body, key, algorithms=["Ed25519"])


def test_f4_every_route_needs_a_guard() -> None:
    app = routes_only()
    assert [route.template for route in routes_of(app) if route.guard is None] == []
    app.add_api_route("/api/v1/open", lambda: "open", methods=["POST"])
    with pytest.raises(UnguardedRoute, match="/api/v1/open"):
        RouteGuards(app)


def test_f4_a_mounted_application_needs_a_guard_too() -> None:
    app = routes_only()
    app.mount("/hidden", FastAPI())
    with pytest.raises(UnguardedRoute, match="/hidden"):
        RouteGuards(app)


async def test_f4_a_route_added_later_is_shut(edge: FastAPI, anybody: httpx.AsyncClient) -> None:
    edge.add_api_route("/api/v1/later", lambda: "open", methods=["GET"])
    assert (await anybody.get("/api/v1/later")).status_code == 404


async def test_f4_staff_doors_ask_for_a_token(anybody: httpx.AsyncClient, clerk: httpx.AsyncClient) -> None:
    refused = await anybody.get(THING)
    assert (refused.status_code, refused.headers["www-authenticate"]) == (401, "Bearer")
    assert (await clerk.get(THING)).json()["title"] == "甲"


async def test_f4_a_role_opens_its_doors_only(edge: FastAPI, issuer: LocalIssuer) -> None:
    async with at_the_door(edge, Authorization=f"Bearer {issuer.token(OPS)}") as ops:
        assert (await ops.get(THING)).status_code == 200
        refused = await ops.put(THING, json={"title": "x"}, headers={"If-Match": '"7"'})
        assert (refused.status_code, refused.json()["type"]) == (403, "urn:gongkai:problem:role-missing")


async def test_f4_the_more_special_path_keeps_its_own_rule(anybody: httpx.AsyncClient) -> None:
    assert (await anybody.get("/api/v1/things/special")).status_code == 200
    assert (await anybody.get("/api/v1/things/special%2F")).status_code in (401, 404)


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "urn:another"},
        {"aud": "another"},
        {"exp": 1},
        {"exp": None},
        {"iat": None},
        {"iat": "now"},
        {"exp": "never"},
        {"exp": True},
        {"nbf": 9_999_999_999},
        {"nbf": "later"},
        {"sub": None},
        {"sub": ""},
        {"roles": None},
        {"roles": []},
        {"roles": ["king"]},
        {"roles": [["clerk"]]},
        {"unit": None},
    ],
)
async def test_f4_a_token_with_a_doubtful_claim_is_none(
    tmp_path: Path, anybody: httpx.AsyncClient, changed: dict[str, object]
) -> None:
    token = signed_by(tmp_path, {}, claims(**changed))
    assert (await anybody.get(THING, headers={"Authorization": f"Bearer {token}"})).status_code == 401


async def test_f4_a_token_lives_ten_minutes_at_most(tmp_path: Path, anybody: httpx.AsyncClient) -> None:
    now = int(Timepiece().wall().timestamp())
    for lifetime, status in ((600, 200), (601, 401)):
        token = signed_by(tmp_path, {}, claims(iat=now, exp=now + lifetime))
        assert (await anybody.get(THING, headers={"Authorization": f"Bearer {token}"})).status_code == status


async def test_f4_an_expired_token_is_not_remembered_as_good(tmp_path: Path) -> None:
    wall = Timepiece().wall()
    moments = [wall]
    issuer = LocalIssuer(tmp_path / "issuer.json", lambda: moments[-1])
    tokens, token = issuer.tokens(), issuer.token(CLERK)
    assert tokens.actor(token) == tokens.actor(token) == CLERK
    moments.append(wall + timedelta(seconds=601))
    with pytest.raises(Exception, match="登录凭证"):
        tokens.actor(token)


async def test_f4_a_token_of_another_kind_key_or_algorithm_is_none(tmp_path: Path, anybody: httpx.AsyncClient) -> None:
    public_key = json.loads((tmp_path / "issuer.json").read_text()) | {"d": None}
    confused = OctKey.import_key(json.dumps({name: value for name, value in public_key.items() if value}).encode())
    unsigned = ".".join(
        urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()
        for part in ({"alg": "none", "typ": "at+jwt"}, claims())
    )
    stranger = ECKey.generate_key("P-256")
    for token in (
        signed_by(tmp_path, {"typ": "JWT"}, claims()),
        signed_by(tmp_path, {"typ": "session+jwt"}, claims()),
        jwt.encode({"alg": "HS256", "typ": "at+jwt"}, claims(), confused, algorithms=["HS256"]),
        jwt.encode({"alg": "ES256", "typ": "at+jwt"}, claims(), stranger, algorithms=["ES256"]),
        f"{unsigned}.",
        "",
        "a.b.c",
        "\xe4\xb8",
        "x" * 10_000,
        signed_by(tmp_path, {}, claims())[:-4] + "AAAA",
    ):
        answer = await anybody.get(THING, headers={"Authorization": f"Bearer {token}".encode("latin-1")})
        assert answer.status_code == 401, token
        assert token == "" or token not in answer.text


async def test_f4_a_session_opens_pages_and_leads_to_the_log_in(
    edge: FastAPI, issuer: LocalIssuer, anybody: httpx.AsyncClient
) -> None:
    html = {"Accept": "text/html"}
    led = await anybody.get("/desk/things", headers=html)
    assert (led.status_code, led.headers["location"]) == (303, "/desk/login?next=/desk/things")
    async with at_the_door(edge, Cookie=f"other=1; gongkai_session={issuer.token(CLERK, SESSION)}") as desk:
        assert (await desk.get("/desk/things", headers=html)).text == "甲"
        assert (await desk.get(THING)).status_code == 200


async def test_f4_an_access_token_is_no_session(edge: FastAPI, issuer: LocalIssuer) -> None:
    async with at_the_door(edge, Cookie=f"gongkai_session={issuer.token(CLERK)}") as desk:
        assert (await desk.get("/desk/things")).status_code == 401


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Origin": "http://things.test"}, 200),
        ({"Origin": "http://evil.test"}, 403),
        ({"Origin": "null"}, 403),
        ({}, 403),
    ],
)
async def test_f4_another_site_cannot_act_with_a_session(
    edge: FastAPI, issuer: LocalIssuer, headers: dict[str, str], status: int
) -> None:
    async with at_the_door(edge, Cookie=f"gongkai_session={issuer.token(CLERK, SESSION)}") as desk:
        assert (await desk.post("/desk/things", data={"title": "x"}, headers=headers)).status_code == status


async def test_f4_another_site_cannot_send_our_forms(anybody: httpx.AsyncClient) -> None:
    form = {"title": "x"}
    assert (await anybody.post("/things", data=form)).status_code == 303
    assert (await anybody.post("/things", data=form, headers={"Sec-Fetch-Site": "cross-site"})).status_code == 403


async def test_f4_a_form_with_nul_is_refused(anybody: httpx.AsyncClient) -> None:
    assert (await anybody.post("/things", data={"title": "a\0b"})).status_code == 400


async def test_f4_head_is_answered_as_get(anybody: httpx.AsyncClient) -> None:
    assert (await anybody.head("/things")).status_code == 200


def test_f4_the_issuers_key_is_made_once_and_is_private(tmp_path: Path) -> None:
    first, second = issuer_in(tmp_path / "new"), issuer_in(tmp_path / "new")
    assert first.jwks() == second.jwks()
    assert "d" not in first.jwks()["keys"][0]
    assert os.stat(tmp_path / "new" / "issuer.json").st_mode & 0o777 == 0o600
    assert [file.name for file in (tmp_path / "new").iterdir()] == ["issuer.json"]
