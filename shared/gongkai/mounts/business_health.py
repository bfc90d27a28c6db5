"""What a service says about itself to the ops page: not whether it lives, but whether its work gets done."""

from dataclasses import asdict
from typing import Any

from pydantic import BaseModel

from gongkai.http.access import public
from gongkai.http.dependencies import RuntimeDep
from gongkai.http.router import Router
from gongkai.runtime.figures import figures_of
from gongkai.runtime.service import ServiceRuntime


class ServiceHealth(BaseModel):
    """Counts and ages (seconds) only. `lag` is `null` while the bus cannot be asked."""

    service: str
    title: str
    outbox_waiting: int
    outbox_oldest_seconds: float
    consumer_lag: int | None
    dead_letters: int
    calendar_version: str
    calendar_days_left: int
    figures: dict[str, Any]


def path_of(service: str) -> str:
    """Where a service tells its health."""
    return f"/api/v1/{service}-service/health"


def business_health_router(service: str) -> Router:
    """The one route for it. Counts only, and the ingress does not lead here."""
    router = Router(tags=["ops"])

    @router.get(
        path_of(service),
        guard=public(),
        response_model=ServiceHealth,
        summary="Whether this service's work gets done",
    )
    async def get_health(running: RuntimeDep) -> ServiceHealth:
        return await health_of(running)

    return router


async def health_of(running: ServiceRuntime) -> ServiceHealth:
    """Ask the database, the bus and the service itself."""
    told = await figures_of(running)
    return ServiceHealth(service=running.service.name, title=running.service.title, **asdict(told))
