"""The HTTP application of a service: its routes, the shared ones, and the middleware around them."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

from fastapi import FastAPI, Request, Response
from fastapi.telemetry import TelemetryConfig
from sqlalchemy import select
from starlette.routing import BaseRoute

from gongkai.desk.assets import static_router
from gongkai.desk.navigation import Navigation
from gongkai.desk.render import Pages
from gongkai.http.access import Guard
from gongkai.http.cursors import Cursors
from gongkai.http.fast_answers import FastAnswers
from gongkai.http.guards import RouteGuards, routes_of
from gongkai.http.middleware import guard_application
from gongkai.http.problems import install_problem_handlers
from gongkai.identity.issuer import local_issuer, outside_tokens
from gongkai.identity.tokens import Tokens
from gongkai.mounts.business_health import business_health_router
from gongkai.mounts.health import Check, CheckResult, Health
from gongkai.mounts.health import router as health_router
from gongkai.refusals import Point
from gongkai.runtime.installed import all_services, extensions
from gongkai.runtime.service import Service, ServiceRuntime

OWN_TELEMETRY: Final[TelemetryConfig] = {"tracing": False, "metrics": False, "logs": False}
"""FastAPI's telemetry hands bodies and messages to its hooks; ours (`observability/`) never sees them."""


def bare_app(service: Service) -> FastAPI:
    """All routes of a service and nothing around them: enough for its OpenAPI and its guards."""
    app = _over(service, _routes_of(service))
    app.state.service = service
    return app


@cache
def _routes_of(service: Service) -> tuple[BaseRoute, ...]:
    """Worked out once in a process: FastAPI takes a tenth of a second for the routes of a service."""
    app = _over(service)
    for router in (
        *service.routers,
        business_health_router(service.name),
        *(router for extension in extensions() for router in extension.routers(service.name)),
        health_router,
        static_router,
    ):
        app.include_router(router)
    return tuple(app.routes)


def _over(service: Service, routes: Sequence[BaseRoute] = ()) -> FastAPI:
    return FastAPI(
        title=f"公开 · {service.title}",
        version="1",
        routes=list(routes),
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        telemetry=OWN_TELEMETRY,
    )


@cache
def _guards(service: Service) -> RouteGuards:
    return RouteGuards(bare_app(service))


@cache
def guards_of(service: Service) -> Mapping[tuple[str, str], Guard]:
    """The guard of each method and template of a service."""
    routes = routes_of(bare_app(service))
    return {(method, one.template): one.guard for one in routes for method in one.methods if one.guard}


def build_app(running: ServiceRuntime, health: Health | None = None) -> FastAPI:
    """The application of a service at work; services that share a process share its `health`."""
    service = running.service
    app = bare_app(service)
    app.state.running = running
    app.state.health = health or Health(checks_of(running))
    app.state.cursors = Cursors(running.settings.signing_secret())
    app.state.pages = Pages(service.templates, navigation(), running.timepiece)
    install_problem_handlers(app, page_of_problem)
    guard_application(
        app,
        service=service.name,
        guards=_guards(service),
        tokens=tokens_of(running),
        timepiece=running.timepiece,
        fast=FastAnswers(running, service.fast_reads),
    )
    return app


@cache
def navigation() -> Navigation:
    """The menus of all installed services: a page of one leads to those of the others."""
    return Navigation(entry for service in all_services() for entry in service.menu)


def checks_of(running: ServiceRuntime) -> dict[str, Check]:
    """What must work before this service gets requests: its database. Kafka need not: intake goes on without it."""

    async def database() -> CheckResult:
        async with running.reading() as db:
            await db.execute(select(1))
        return CheckResult(ok=True)

    return {f"{running.service.name}-database": database}


def tokens_of(running: ServiceRuntime) -> Tokens:
    """The verifier of staff tokens: trusts the bureau's identity system, or else the local issuer."""
    settings = running.settings
    if settings.oidc_jwks is not None:
        return outside_tokens(settings.oidc_jwks, settings.oidc_issuer, running.timepiece.wall)
    return local_issuer(settings, running.timepiece.wall).tokens()


def page_of_problem(request: Request, status: int, detail: str, points: Sequence[Point]) -> Response:
    """A refusal or fault as a page in the section where the reader is."""
    path = request.scope["path"]
    section = "desk" if path.startswith("/desk") else "ops" if path.startswith("/ops") else "citizen"
    pages: Pages = request.app.state.pages
    return pages.problem(request, status, detail, points=points, section=section)
