"""Warnings given, and the ladder of their recipients."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from gongkai.runtime.service import Feature, ServiceRuntime
from notify_service.warnings.store import ladder


@asynccontextmanager
async def read_ladder(running: ServiceRuntime) -> AsyncIterator[None]:
    """Keep the ladder among the resources; an unfit file stops the start."""
    running.resources.put(ladder())
    yield


WARNINGS: Final = Feature(name="warnings", resources=(read_ladder,))
