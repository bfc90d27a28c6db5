"""Extensions: what an installed package adds to the services, without the product importing it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from fastapi import APIRouter

from gongkai.runtime.service import ServiceRuntime
from gongkai.settings import Settings


def _unchanged(settings: Settings) -> Settings:
    return settings


def _no_routers(service: str) -> Sequence[APIRouter]:
    return ()


async def _nothing(running: ServiceRuntime) -> None:
    return


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """Found by the entry point `gongkai.extensions`; `gongkai-dev` (demonstration, sandbox, tour) is one."""

    name: str
    gives_demo: bool = False
    """Whether `GONGKAI_DEMO=1` may be set where it is installed."""
    settings: Callable[[Settings], Settings] = _unchanged
    """Fills in, once they are read, what the environment has left open."""
    routers: Callable[[str], Sequence[APIRouter]] = _no_routers
    """Routes beside those of the service of this name."""
    before_start: Callable[[ServiceRuntime], Awaitable[None]] = _nothing
    """Runs before the service opens its resources."""
    after_start: Callable[[ServiceRuntime], Awaitable[None]] = _nothing
    """Runs once the service is at work under `gongkai run`."""
