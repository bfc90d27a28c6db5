"""How often one asker may ask: a bucket of tokens per key, for look-ups that could be guessed at.

Own code instead of the library `limits`: that one counts in-process only behind a lock and a sweeping thread, with as
many keys as attackers like to invent. Behind several replicas each counts for itself: the limit is then per replica.
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from math import ceil
from typing import TYPE_CHECKING

from gongkai.edge_refusals import EdgeRefusal
from gongkai.refusals import Ground

if TYPE_CHECKING:
    from fastapi import Request

MOST_KEYS = 10_000


class RateLimited(EdgeRefusal):
    """Too many questions in too short a time."""

    code = "rate-limited"
    ground = Ground.untimely

    def __init__(self, wait: float) -> None:
        super().__init__("操作太频繁，请稍后再试。")
        self.headers = {"Retry-After": str(max(1, ceil(wait)))}


class RateLimit:
    """`burst` at once, then `per_minute`. Remembers the 10,000 keys that asked last."""

    def __init__(self, per_minute: float, burst: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_second = per_minute / 60
        self._burst = float(burst)
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str) -> None:
        """Count one question; raises `RateLimited` when there were too many."""
        now = self._clock()
        tokens, at = self._buckets.pop(key, (self._burst, now))
        tokens = min(self._burst, tokens + (now - at) * self._per_second)
        self._buckets[key] = (max(0.0, tokens - 1) if tokens >= 1 else tokens, now)
        if len(self._buckets) > MOST_KEYS:
            self._buckets.popitem(last=False)
        if tokens < 1:
            raise RateLimited((1 - tokens) / self._per_second)


def client_address(request: "Request") -> str:
    """By what a limit counts a citizen: the address that the connection came from."""
    return request.client.host if request.client else "unknown"
