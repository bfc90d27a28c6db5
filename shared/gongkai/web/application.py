"""The HTTP side of a service: its doors, the shared ones, and everything that stands around them."""

from collections.abc import Sequence
from functools import cache
from typing import Final

from fastapi import FastAPI, Request, Response
from fastapi.telemetry import TelemetryConfig
from sqlalchemy import select
from starlette.routing import BaseRoute

from gongkai.refusals import Point
from gongkai.running import Running
from gongkai.service import Service
from gongkai.web.access import AccessTable
from gongkai.web.assets import static_access, static_router
from gongkai.web.business_health import business_health_access, business_health_router
from gongkai.web.cursors import Cursors
from gongkai.web.demo import demo_access, demo_router, issuer_of
from gongkai.web.doors import DoorPlan
from gongkai.web.health import Check, CheckResult, Health, health_access
from gongkai.web.health import router as health_router
from gongkai.web.issuer import outside_tokens
from gongkai.web.middleware import open_doors
from gongkai.web.problems import install_problem_handlers
from gongkai.web.ready import ReadyDoors
from gongkai.web.render import Pages
from gongkai.web.tokens import Tokens

OWN_TELEMETRY: Final[TelemetryConfig] = {"tracing": False, "metrics": False, "logs": False}
"""FastAPI's telemetry hands bodies and messages to its hooks; ours (`observability/`) never sees them."""


def bare_app(service: Service) -> FastAPI:
    """All routes of a service and nothing around them: enough to tell its OpenAPI and its doors."""
    app = _over(service, _routes_of(service))
    app.state.service = service
    return app


@cache
def _routes_of(service: Service) -> tuple[BaseRoute, ...]:
    """Worked out once in a process: FastAPI takes a tenth of a second for the routes of a service."""
    app = _over(service)
    for router in (
        *service.routers,
        *service.pages,
        business_health_router(service.name),
        demo_router(service.name),
        health_router,
        static_router,
    ):
        app.include_router(router)
    return tuple(app.routes)


@cache
def _plan_of(service: Service) -> DoorPlan:
    return DoorPlan(bare_app(service), access_of(service))


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


def access_of(service: Service) -> AccessTable:
    """Who may come in by which of them."""
    shared = (business_health_access(service.name), demo_access(service.name), health_access(), static_access)
    return {door: rule for table in (service.access, *shared) for door, rule in table.items()}


def build_app(running: Running, health: Health | None = None) -> FastAPI:
    """The application of a service at work; services that share a process share its `health`."""
    service = running.service
    app = bare_app(service)
    app.state.running = running
    app.state.health = health or Health(checks_of(running))
    app.state.cursors = Cursors(running.settings.signing_secret())
    app.state.pages = Pages(service.templates, running.timepiece)
    install_problem_handlers(app, page_of_problem)
    open_doors(
        app,
        service=service.name,
        plan=_plan_of(service),
        tokens=tokens_of(running),
        timepiece=running.timepiece,
        ready=ReadyDoors(running, service.ready),
    )
    return app


def checks_of(running: Running) -> dict[str, Check]:
    """What must work before this service gets requests: its database. Kafka need not: intake goes on without it."""

    async def database() -> CheckResult:
        async with running.reading() as db:
            await db.execute(select(1))
        return CheckResult(ok=True)

    return {f"{running.service.name}-database": database}


def tokens_of(running: Running) -> Tokens:
    """Whose word about staff this service takes: the bureau's identity system, or the demo's own issuer."""
    settings = running.settings
    if settings.oidc_jwks is not None:
        return outside_tokens(settings.oidc_jwks, settings.oidc_issuer, running.timepiece.wall)
    return issuer_of(running).tokens()


def page_of_problem(request: Request, status: int, detail: str, points: Sequence[Point]) -> Response:
    """A refusal or fault as a page in the section where the reader is."""
    path = request.scope["path"]
    section = "desk" if path.startswith("/desk") else "ops" if path.startswith("/ops") else "citizen"
    pages: Pages = request.app.state.pages
    return pages.problem(request, status, detail, points=points, section=section)
