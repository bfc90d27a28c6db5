"""The counter at which citizens ask and look up: how fast they may, and where codes are hashed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

from gongkai.running import Running
from gongkai.web.limits import RateLimit
from inquiry_service.usecases.query_codes import QueryCodes

COUNTER: Final = "counter"


@dataclass(frozen=True, slots=True)
class Counter:
    """One for each process. A service hall asks from one address, so the limits are not narrow."""

    codes: QueryCodes = field(default_factory=QueryCodes)
    asks: RateLimit = field(default_factory=lambda: RateLimit(per_minute=30, burst=60))
    lookups: RateLimit = field(default_factory=lambda: RateLimit(per_minute=30, burst=30))


@asynccontextmanager
async def open_counter(running: Running) -> AsyncIterator[None]:
    """Part of a running inquiry service."""
    running.parts[COUNTER] = Counter()
    yield


def counter_of(running: Running) -> Counter:
    """The counter of this process."""
    counter: Counter = running.parts[COUNTER]
    return counter
