"""Keeps a courier in a service that sends webhooks, and the timer by which it sends them."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Final

from gongkai.runtime.scheduler import Timer
from gongkai.runtime.service_runtime import Running
from gongkai.webhooks.courier import Consequences, Courier, Endpoint

PART: Final = "courier"


def courier_for(
    endpoints: Callable[[Running], Sequence[Endpoint]], consequences: Mapping[str, Consequences]
) -> Callable[[Running], AbstractAsyncContextManager[None]]:
    """An opening that keeps a courier for these endpoints; `DELIVERIES` is the timer that sends what is due."""

    @asynccontextmanager
    async def opening(running: Running) -> AsyncIterator[None]:
        courier = Courier(running.engine, running.work, running.timepiece, endpoints(running), consequences)
        running.parts[PART] = courier
        try:
            yield
        finally:
            await courier.close()

    return opening


def courier_of(running: Running) -> Courier:
    """The service's courier."""
    courier: Courier = running.parts[PART]
    return courier


async def _send_due(running: Running) -> int:
    return await courier_of(running).step()


DELIVERIES: Final = Timer("deliveries", _send_due)
