"""Admission of every request: which guard holds, who asks, may they, and is the body fit to be read."""

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
from gongkai.edge_refusals import EdgeRefusal
from gongkai.http.access import ANY_METHOD, ForeignOrigin, Guard, GuardKind, RoleMissing, Takes
from gongkai.http.bodies.json_body import MalformedRequest, given_again, read_body, require_json
from gongkai.http.bodies.strict_json import parse_strict
from gongkai.http.problems import for_a_reader, problem_of
from gongkai.identity.session import SESSION_COOKIE
from gongkai.identity.tokens import SESSION, Tokens, Unauthenticated
from gongkai.refusals import Ground, Refusal

LOGIN: Final = "/desk/login"
WITH_BODY: Final = frozenset({"POST", "PUT", "PATCH", "DELETE"})
FORWARDED: Final = (b"x-forwarded-for", b"forwarded", b"x-real-ip")
NAMED_GROUP: Final = re.compile(r"\(\?P<[^>]+>")

CITIZEN: Final = Actor.citizen()
UNVERIFIED: Final = Actor.machine("unverified")
PLATFORM: Final = Actor.machine("platform")


class UnguardedRoute(RuntimeError):
    """A route has no guard: the service does not start."""


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


@dataclass(frozen=True, slots=True)
class RouteGuard:
    """One route of an application: methods, template, guard, and the router's own expression for its path."""

    methods: tuple[str, ...]
    template: str
    guard: Guard | None
    expression: str


def routes_of(app: FastAPI) -> list[RouteGuard]:
    """Every route of an application with its guard, in the order in which the router tries them."""
    found = []
    for context in iter_route_contexts(app.routes):
        template = context.path_format or context.path or ""
        methods = tuple(sorted((context.methods or {ANY_METHOD}) - {"HEAD"}))
        guard = getattr(context.original_route, "guard", None)
        found.append(RouteGuard(methods, template, guard, context.path_regex.pattern))
    return found


class RouteGuards:
    """Finds a request's guard with the router's own expressions in the router's own order, so that both agree.

    Raises UnguardedRoute if a route has none.
    """

    def __init__(self, app: FastAPI) -> None:
        routes = routes_of(app)
        if unguarded := [(route.methods, route.template) for route in routes if route.guard is None]:
            raise UnguardedRoute(f"no guard on {unguarded}")
        methods = {method for route in routes for method in route.methods} | {ANY_METHOD}
        self._plans = {method: _plan(method, routes) for method in sorted(methods)}

    def find(self, method: str, path: str) -> tuple[str, Guard]:
        """Template and guard of the route; raises 404 or 405 if there is none."""
        found = self._look(method if method in self._plans else ANY_METHOD, path)
        if found is None:
            allowed = [other for other in self._plans if other not in (ANY_METHOD, method) and self._look(other, path)]
            raise MethodNotAllowed(allowed) if allowed else NotFound("没有这个地址。")
        return found

    def _look(self, method: str, path: str) -> tuple[str, Guard] | None:
        expression, rules = self._plans[method]
        match = expression.fullmatch(path)
        return rules[int(match.lastgroup.removeprefix("route"))] if match and match.lastgroup else None


def _plan(method: str, routes: Sequence[RouteGuard]) -> tuple[re.Pattern[str], list[tuple[str, Guard]]]:
    """One expression of all routes that take this method, and for each of its groups the template and guard."""
    expressions: list[str] = []
    guards: list[tuple[str, Guard]] = []
    for route in routes:
        if route.guard and (method in route.methods or ANY_METHOD in route.methods):
            expressions.append(f"(?P<route{len(guards)}>{NAMED_GROUP.sub('(?:', route.expression)})")
            guards.append((route.template, route.guard))
    return re.compile("|".join(expressions) or "(?!)"), guards


class Admission:
    """Admits whom the route's guard admits, with a body that was read whole and, where JSON is due, strictly."""

    def __init__(self, guards: RouteGuards, tokens: Tokens) -> None:
        self._guards = guards
        self._tokens = tokens

    def admit(self, scope: Scope, headers: Mapping[bytes, bytes]) -> Guard:
        """Find the route's guard and who asks, and note both in the scope; raises the refusal of those who may not."""
        method, path = scope["method"], scope["path"]
        scope["gongkai.route"], rule = self._guards.find("GET" if method == "HEAD" else method, path)
        if "\0" in path or b"%00" in scope["query_string"]:
            raise MalformedRequest("地址中含有不允许的字符。")
        actor = self._who(rule, scope, headers)
        scope["state"] = {**scope.get("state", {}), "actor": actor}
        return rule

    async def take_body(self, rule: Guard, path: str, headers: Mapping[bytes, bytes], receive: Receive) -> Receive:
        """Read the body within the rule's bounds; what is returned hands it out once more."""
        body = await read_body(headers, receive, rule.largest)
        takes = rule.takes or (Takes.json if path.startswith("/api/") else Takes.form)
        if takes is Takes.json and body:
            require_json(headers)
            parse_strict(body)
        elif takes is Takes.form and b"%00" in body and b"urlencoded" in headers.get(b"content-type", b""):
            raise MalformedRequest("表单中含有不允许的字符。")
        return given_again(body, receive)

    def _who(self, rule: Guard, scope: Scope, headers: Mapping[bytes, bytes]) -> Actor:
        if rule.kind is GuardKind.public:
            if headers.get(b"sec-fetch-site") == b"cross-site" and _acts_on_page(scope):
                raise ForeignOrigin("请在本网站的页面上操作。")
            return CITIZEN
        if rule.kind is GuardKind.signed:
            return UNVERIFIED
        if rule.kind is GuardKind.ops:
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


def refusal_answer(request: Request, refusal: Refusal) -> Response:
    """The answer to a request that is not admitted; a reader of a page who is not logged in is led to the log-in."""
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
