"""The counter at which citizens ask and look up: how fast they may, where codes are hashed and words are sealed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

from gongkai.http.rate_limits import RateLimit
from gongkai.review.seal import Seal
from gongkai.runtime.service import Running
from inquiry_service.receipts.usecases.intake_kit import Receiving
from inquiry_service.receipts.usecases.query_codes import QueryCodes

COUNTER: Final = "counter"


@dataclass(frozen=True, slots=True)
class Counter:
    """One for each process. A service hall asks from one address, so the limits are not narrow."""

    seal: Seal
    codes: QueryCodes = field(default_factory=QueryCodes)
    asks: RateLimit = field(default_factory=lambda: RateLimit(per_minute=30, burst=60))
    searches: RateLimit = field(default_factory=lambda: RateLimit(per_minute=120, burst=120))
    lookups: RateLimit = field(default_factory=lambda: RateLimit(per_minute=30, burst=30))

    async def receiving(self) -> Receiving:
        """What is laid ready for one question."""
        return Receiving(code=await self.codes.new(), seal=self.seal)


@asynccontextmanager
async def open_counter(running: Running) -> AsyncIterator[None]:
    """Part of a running inquiry service."""
    running.resources.put(Counter(seal=Seal.of(running.settings)))
    yield


def counter_of(running: Running) -> Counter:
    """The counter of this process."""
    return running.resources.get(Counter)
