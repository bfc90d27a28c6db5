"""notify-service on its own, and the office's clock in the test's hand."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select

from gongkai.runtime.service import ServiceRuntime
from gongkai.timepiece import Timepiece
from notify_service.delivery.timers import give_due_warnings
from notify_service.service import SERVICE
from notify_service.warnings.store import warning
from notify_service.watch.store.tables import alarm
from tests.makers import House

Tick = Callable[[datetime], Awaitable[int]]
Read = Callable[[], Awaitable[list[Any]]]


@pytest.fixture
async def notify(house: House) -> AsyncIterator[ServiceRuntime]:
    """The service; nothing ticks by itself."""
    async with house.open(SERVICE) as running:
        yield running


@pytest.fixture
def tick(notify: ServiceRuntime, timepiece: Timepiece) -> Tick:
    """Move the office's clock to a moment and work off what is due; how many limits were dealt with."""

    async def step(moment: datetime) -> int:
        timepiece.move(moment)
        done = 0
        while more := await give_due_warnings(notify):
            done += more
        return done

    return step


@pytest.fixture
def stages_given(notify: ServiceRuntime) -> Read:
    """The stages of all warnings, in the order in which they were given."""

    async def read() -> list[str]:
        async with notify.reading() as db:
            rows = await db.execute(select(warning.c.stage).order_by(warning.c.given_at, warning.c.stage))
            return list(rows.scalars())

    return read


@pytest.fixture
def pending(notify: ServiceRuntime) -> Read:
    """The stages that still wait, in order."""

    async def read() -> list[str]:
        async with notify.reading() as db:
            rows = await db.execute(select(alarm.c.stage).where(alarm.c.state == "pending").order_by(alarm.c.due_at))
            return list(rows.scalars())

    return read
