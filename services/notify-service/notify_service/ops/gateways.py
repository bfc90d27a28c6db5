"""Health of all services, fetched side by side; one that does not answer is shown as away."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

import httpx

from gongkai.runtime.service import ServiceRuntime
from gongkai.settings import Settings

SERVICES: Final = {"policy": "政策文件", "inquiry": "留言咨询", "ticket": "热线办件", "notify": "时限预警"}
PATIENCE: Final = 2.0


@dataclass(frozen=True, slots=True)
class HealthAnswer:
    """Answer of one service; without one, `health` is `None` and `trouble` names the reason."""

    service: str
    title: str
    health: dict[str, Any] | None
    trouble: str = ""


@asynccontextmanager
async def health_client(running: ServiceRuntime) -> AsyncIterator[None]:
    """One HTTP client with few connections, as long as the service runs."""
    limits = httpx.Limits(max_connections=len(SERVICES), max_keepalive_connections=len(SERVICES))
    async with httpx.AsyncClient(timeout=PATIENCE, limits=limits, follow_redirects=False) as client:
        running.resources.put(client)
        yield


async def health_of_all(running: ServiceRuntime) -> Sequence[HealthAnswer]:
    """Ask every service, itself included."""
    client = running.resources.get(httpx.AsyncClient)
    return await asyncio.gather(*(_ask(client, running.settings, name) for name in SERVICES))


async def _ask(client: httpx.AsyncClient, settings: Settings, name: str) -> HealthAnswer:
    address = f"{settings.url_of(name)}/api/v1/{name}-service/health"
    try:
        answer = await client.get(address)
        answer.raise_for_status()
        health = answer.json()
    except httpx.HTTPStatusError as error:
        return HealthAnswer(name, SERVICES[name], None, f"HTTP {error.response.status_code}")
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        return HealthAnswer(name, SERVICES[name], None, type(error).__name__)
    return (
        HealthAnswer(name, SERVICES[name], health)
        if isinstance(health, dict)
        else HealthAnswer(name, SERVICES[name], None, "ValueError")
    )
