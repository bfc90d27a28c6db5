"""The question: its limits, its clocks, and the seal for the asker's own words."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from gongkai.review.seal import Seal
from gongkai.runtime.service import Feature, ServiceRuntime
from inquiry_service.question import api
from inquiry_service.question.domain.question import LIMITS


@asynccontextmanager
async def open_seal(running: ServiceRuntime) -> AsyncIterator[None]:
    """Keep the seal among the resources."""
    running.resources.put(Seal.of(running.settings))
    yield


QUESTION: Final = Feature(
    name="question",
    routers=(api.router, api.clock_router),
    limits=LIMITS,
    resources=(open_seal,),
)
