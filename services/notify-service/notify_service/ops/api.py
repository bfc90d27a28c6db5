"""The health of all four services in one answer (F5)."""

from typing import Any

from pydantic import BaseModel, Field

from gongkai.actor import Role
from gongkai.http.access import staff
from gongkai.http.dependencies import RuntimeDep
from gongkai.http.router import Router
from notify_service.ops.gateways import health_of_all

router = Router(prefix="/api/v1/ops", tags=["ops"])


class ServiceHealthReport(BaseModel):
    """One service's word."""

    service: str
    title: str
    reachable: bool
    trouble: str = Field(description="Why it did not answer; empty when it did")
    health: dict[str, Any] | None


class SuiteHealth(BaseModel):
    """All of them."""

    services: list[ServiceHealthReport]


@router.get(
    "", guard=staff(Role.ops, Role.office, Role.auditor), response_model=SuiteHealth, summary="Health of all services"
)
async def get_ops(running: RuntimeDep) -> SuiteHealth:
    """A service that is away is shown as away."""
    return SuiteHealth(
        services=[
            ServiceHealthReport(
                service=answer.service,
                title=answer.title,
                reachable=answer.health is not None,
                trouble=answer.trouble,
                health=answer.health,
            )
            for answer in await health_of_all(running)
        ]
    )
