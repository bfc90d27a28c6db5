"""D4, F3: look-ups are limited by asker, with bounded memory."""

import pytest

from gongkai.http.rate_limits import MOST_KEYS, RateLimit, RateLimited


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_d4_a_burst_is_allowed_then_one_at_a_time() -> None:
    clock = Clock()
    limit = RateLimit(per_minute=60, burst=3, clock=clock)
    for _ in range(3):
        limit.take("a")
    with pytest.raises(RateLimited) as refused:
        limit.take("a")
    assert refused.value.headers == {"Retry-After": "1"}
    clock.now += 1
    limit.take("a")
    with pytest.raises(RateLimited):
        limit.take("a")


def test_d4_being_refused_costs_nothing_more() -> None:
    clock = Clock()
    limit = RateLimit(per_minute=6, burst=1, clock=clock)
    limit.take("a")
    for _ in range(50):
        with pytest.raises(RateLimited):
            limit.take("a")
    clock.now += 10
    limit.take("a")


def test_d4_each_asker_has_his_own_limit_and_memory_is_bounded() -> None:
    limit = RateLimit(per_minute=1, burst=1, clock=Clock())
    for number in range(MOST_KEYS + 500):
        limit.take(str(number))
    assert len(limit._buckets) == MOST_KEYS
