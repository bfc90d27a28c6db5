"""Every request at its door: which rule holds, who asks, may he, and is what he brings fit to be read."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.routing import iter_route_contexts
from starlette.responses import RedirectResponse
from starlette.types import Receive, Scope

from gongkai.actor import Actor
from gongkai.refusals import Ground, Refusal
from gongkai.web.access import (
    ANY_METHOD,
    AccessTable,
    ForeignOrigin,
    Kind,
    RoleMissing,
    Rule,
    Takes,
    Unauthenticated,
)
from gongkai.web.edge_refusals import EdgeRefusal
from gongkai.web.json_body import given_again, read_body, require_json
from gongkai.web.problems import for_a_reader, problem_of
from gongkai.web.session import SESSION_COOKIE
from gongkai.web.strict_json import parse_strict
from gongkai.web.tokens import SESSION, Tokens

LOGIN: Final = "/desk/login"
WITH_BODY: Final = frozenset({"POST", "PUT", "PATCH", "DELETE"})
FORWARDED: Final = (b"x-forwarded-for", b"forwarded", b"x-real-ip")
NAMED_GROUP: Final = re.compile(r"\(\?P<[^>]+>")

CITIZEN: Final = Actor.citizen()
UNVERIFIED: Final = Actor.machine("unverified")
PLATFORM: Final = Actor.machine("platform")


class UnguardedDoor(RuntimeError):
    """A route has no entry in the access table: the service does not start."""


class NotFound(EdgeRefusal):
    """There is no such address."""

    code = "not-found"
    ground = Ground.unknown


class MethodNotAllowed(EdgeRefusal):
    """The address exists, but not for this method."""

    code = "method-not-allowed"
    ground = Ground.unlawful

    def __init__(self, allowed: Sequence[str]) -> None:
        super().__init__("这个地址不支持这种操作。")
        self.headers = {"Allow": ", ".join(allowed)}


class MalformedRequest(EdgeRefusal):
    """A NUL character in address or form: no text of ours holds one, and the database refuses it."""

    code = "malformed-request"
    ground = Ground.unfit


@dataclass(frozen=True, slots=True)
class Door:
    """One route of an application: the table's keys that guard it, and the router's own expression for its path."""

    keys: tuple[tuple[str, str], ...]
    expression: str


def doors_of(app: FastAPI) -> list[Door]:
    """Every door of an application, in the order in which the router tries them."""
    found = []
    for context in iter_route_contexts(app.routes):
        template = context.path_format or context.path or ""
        methods = sorted((context.methods or {ANY_METHOD}) - {"HEAD"})
        found.append(Door(tuple((method, template) for method in methods), context.path_regex.pattern))
    return found


def unguarded_routes(app: FastAPI, table: AccessTable) -> list[tuple[str, str]]:
    """The doors that have no entry in the table: must be none."""
    return _unguarded(doors_of(app), table)


def entries_without_door(app: FastAPI, table: AccessTable) -> list[tuple[str, str]]:
    """The entries of the table that lead nowhere: must be none either."""
    keys = {key for door in doors_of(app) for key in door.keys}
    return [entry for entry in table if entry not in keys]


def _unguarded(doors: Sequence[Door], table: AccessTable) -> list[tuple[str, str]]:
    return [key for door in doors for key in door.keys if key not in table]


class DoorPlan:
    """Finds a request's rule with the router's own expressions in the router's own order, so that both agree."""

    def __init__(self, app: FastAPI, table: AccessTable) -> None:
        doors = doors_of(app)
        if unguarded := _unguarded(doors, table):
            raise UnguardedDoor(f"no access rule for {unguarded}")
        methods = {method for door in doors for method, _ in door.keys} | {ANY_METHOD}
        self._plans = {method: _plan(method, doors, table) for method in sorted(methods)}

    def find(self, method: str, path: str) -> tuple[str, Rule]:
        """Template and rule of the door; raises 404 or 405 if there is none."""
        found = self._look(method if method in self._plans else ANY_METHOD, path)
        if found is None:
            allowed = [other for other in self._plans if other not in (ANY_METHOD, method) and self._look(other, path)]
            raise MethodNotAllowed(allowed) if allowed else NotFound("没有这个地址。")
        return found

    def _look(self, method: str, path: str) -> tuple[str, Rule] | None:
        expression, rules = self._plans[method]
        match = expression.fullmatch(path)
        return rules[int(match.lastgroup.removeprefix("door"))] if match and match.lastgroup else None


def _plan(method: str, doors: Sequence[Door], table: AccessTable) -> tuple[re.Pattern[str], list[tuple[str, Rule]]]:
    """One expression of all doors that take this method, and for each of its groups the template and rule."""
    expressions: list[str] = []
    rules: list[tuple[str, Rule]] = []
    for door in doors:
        for key in door.keys:
            if key[0] in (method, ANY_METHOD):
                expressions.append(f"(?P<door{len(rules)}>{NAMED_GROUP.sub('(?:', door.expression)})")
                rules.append((key[1], table[key]))
    return re.compile("|".join(expressions) or "(?!)"), rules


class Doors:
    """Lets in whom the table admits, with a body that was read whole and, where JSON is due, strictly."""

    def __init__(self, plan: DoorPlan, tokens: Tokens) -> None:
        self._plan = plan
        self._tokens = tokens

    def admit(self, scope: Scope, headers: Mapping[bytes, bytes]) -> Rule:
        """Find the door's rule and who asks, and note both in the scope; raises the refusal of whoever may not."""
        method, path = scope["method"], scope["path"]
        scope["gongkai.route"], rule = self._plan.find("GET" if method == "HEAD" else method, path)
        if "\0" in path or b"%00" in scope["query_string"]:
            raise MalformedRequest("地址中含有不允许的字符。")
        actor = self._who(rule, scope, headers)
        scope["state"] = {**scope.get("state", {}), "actor": actor}
        return rule

    async def take_body(self, rule: Rule, path: str, headers: Mapping[bytes, bytes], receive: Receive) -> Receive:
        """Read the body within the rule's bounds; what is returned hands it out once more."""
        body = await read_body(headers, receive, rule.largest)
        takes = rule.takes or (Takes.json if path.startswith("/api/") else Takes.form)
        if takes is Takes.json and body:
            require_json(headers)
            parse_strict(body)
        elif takes is Takes.form and b"%00" in body and b"urlencoded" in headers.get(b"content-type", b""):
            raise MalformedRequest("表单中含有不允许的字符。")
        return given_again(body, receive)

    def _who(self, rule: Rule, scope: Scope, headers: Mapping[bytes, bytes]) -> Actor:
        if rule.kind is Kind.public:
            if headers.get(b"sec-fetch-site") == b"cross-site" and _acts_on_page(scope):
                raise ForeignOrigin("请在本网站的页面上操作。")
            return CITIZEN
        if rule.kind is Kind.signed:
            return UNVERIFIED
        if rule.kind is Kind.ops:
            if any(name in headers for name in FORWARDED):
                raise NotFound("没有这个地址。")
            return PLATFORM
        actor = self._staff(scope, headers)
        if not rule.admits(actor):
            raise RoleMissing("您的角色不能使用这项功能。")
        return actor

    def _staff(self, scope: Scope, headers: Mapping[bytes, bytes]) -> Actor:
        scheme, _, token = headers.get(b"authorization", b"").decode("latin-1").partition(" ")
        if scheme:
            if scheme.lower() != "bearer":
                raise Unauthenticated("请用 Bearer 凭证。")
            return self._tokens.actor(token.strip())
        session = _cookie(headers.get(b"cookie", b""), SESSION_COOKIE)
        if session is None:
            raise Unauthenticated("请先登录。")
        if scope["method"] in WITH_BODY and not _same_origin(headers):
            raise ForeignOrigin("请在本网站的页面上操作。")
        return self._tokens.actor(session, SESSION)


def turned_away(request: Request, refusal: Refusal) -> Response:
    """The answer at the door; whoever looks at a page without being logged in is led to the log-in."""
    if isinstance(refusal, Unauthenticated) and request.method in ("GET", "HEAD") and for_a_reader(request):
        path = "/" + quote(request.scope["path"], safe="/").lstrip("/")
        return RedirectResponse(f"{LOGIN}?next={quote(path, safe='/')}", status_code=303)
    return problem_of(request, refusal)


def _acts_on_page(scope: Scope) -> bool:
    return scope["method"] in WITH_BODY and not scope["path"].startswith("/api/")


def _same_origin(headers: Mapping[bytes, bytes]) -> bool:
    site = headers.get(b"sec-fetch-site")
    if site is not None:
        return site in (b"same-origin", b"none")
    origin, host = headers.get(b"origin"), headers.get(b"host")
    return origin is not None and host is not None and origin.partition(b"://")[2] == host


def _cookie(header: bytes, name: str) -> str | None:
    for part in header.decode("latin-1").split(";"):
        key, _, value = part.strip().partition("=")
        if key == name:
            return value
    return None
