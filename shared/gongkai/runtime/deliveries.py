"""Opens the courier of a service that sends webhooks, and the timer by which it sends them."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Final

from gongkai.runtime.service import Open, ServiceRuntime, Timer
from gongkai.webhooks.courier import Consequences, Courier, Endpoint


def courier_for(
    endpoints: Callable[[ServiceRuntime], Sequence[Endpoint]], consequences: Mapping[str, Consequences]
) -> Open:
    """A resource of a feature: a courier for these endpoints. `DELIVERIES` is the timer that sends what is due."""

    @asynccontextmanager
    async def opening(running: ServiceRuntime) -> AsyncIterator[None]:
        courier = Courier(running.engine, running.work, running.timepiece, endpoints(running), consequences)
        running.resources.put(courier)
        try:
            yield
        finally:
            await courier.close()

    return opening


async def _send_due(running: ServiceRuntime) -> int:
    return await running.resources.get(Courier).step()


DELIVERIES: Final = Timer("deliveries", _send_due)
