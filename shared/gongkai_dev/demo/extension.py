"""The demonstration as an extension of the product: routes, a movable clock, a hotline on loopback, the notice."""

from collections.abc import Sequence
from typing import Final

from fastapi import APIRouter
from pydantic import SecretStr

from gongkai.runtime.extension import Extension
from gongkai.runtime.service import ServiceRuntime
from gongkai.settings import Settings, stored_secret
from gongkai_dev.demo import office_clock
from gongkai_dev.demo.people import demo_people
from gongkai_dev.demo.routes import demo_router, tokens_router
from policy_service.casework.usecases import load_notice
from ticket_service.settings import TicketSettings

CALLBACKS_BESIDE: Final = 80
"""The demonstration's hotline listens that many ports above the suite."""


def with_sandbox(settings: Settings) -> Settings:
    """Settings in which a demonstration's hotline is the sandbox on loopback, with a secret made on the spot."""
    if not settings.demo or not isinstance(settings, TicketSettings) or settings.hotline_url:
        return settings
    sandbox = f"http://127.0.0.1:{settings.port + CALLBACKS_BESIDE}"
    return settings.model_copy(
        update={
            "hotline_url": f"{sandbox}/callbacks",
            "hotline_manifest_url": f"{sandbox}/manifest",
            "hotline_secrets": (SecretStr("whsec_" + stored_secret(settings.folder / "hotline.secret")),),
            "hotline_networks": ("127.0.0.0/8",),
        }
    )


def routers_of(service: str) -> Sequence[APIRouter]:
    """The clock's route of each service; tokens are given by notify-service, where people log in."""
    return (demo_router(service), *((tokens_router,) if service == "notify" else ()))


async def resume_clock(running: ServiceRuntime) -> None:
    """Let the office's clock go on from where a demonstration has put it."""
    if running.settings.demo:
        await office_clock.resume(running.engine, running.timepiece)


async def load_demo_data(running: ServiceRuntime) -> None:
    """Publish the notice in a demonstration's policy-service."""
    if running.settings.demo and running.service.name == "policy":
        await load_notice(running, demo_people())


DEMO: Final = Extension(
    name="demo",
    gives_demo=True,
    settings=with_sandbox,
    routers=routers_of,
    before_start=resume_clock,
    after_start=load_demo_data,
)
