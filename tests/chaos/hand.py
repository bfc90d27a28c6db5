"""A process that a test may kill: one relay or one consumer; on request it kills itself at a chosen moment.

Run as `python -m tests.chaos.hand ROLE URL BOOTSTRAP GROUP [MOMENT]`.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Sequence

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from gongkai.database.engine import create_engine
from gongkai.events.record import ReceivedRecord, Record
from gongkai.messaging.bus import Handler
from gongkai.messaging.kafka import KafkaBus
from gongkai.messaging.relay import Relay
from tests.event_pipeline import TOPIC, Pipeline

BUSY_FIRST = 3
"""How often the moment passes unharmed, so that the process dies in the middle of its work."""


class Fate:
    """Kills this process, as `kill -9` does, when its moment has come often enough."""

    def __init__(self, moment: str) -> None:
        self._moment = moment
        self._left = BUSY_FIRST

    def passes(self, moment: str) -> None:
        if moment != self._moment:
            return
        self._left -= 1
        if self._left < 0:
            os.kill(os.getpid(), signal.SIGKILL)


class FatedBus:
    """The real bus, with the moments before and after a send."""

    def __init__(self, bus: KafkaBus, fate: Fate) -> None:
        self._bus = bus
        self._fate = fate
        self.in_hand = False

    async def start(self) -> None:
        await self._bus.start()

    async def stop(self) -> None:
        await self._bus.stop()

    async def send(self, records: Sequence[Record]) -> list[BaseException | None]:
        self._fate.passes("before_send")
        outcomes = await self._bus.send(records)
        self.in_hand = True
        self._fate.passes("after_send")
        return outcomes

    async def run(self, group: str, topics: Sequence[str], handle: Handler) -> None:
        async def fated(batch: Sequence[ReceivedRecord]) -> None:
            self.in_hand = True
            await handle(batch)
            self._fate.passes("before_offset")

        await self._bus.run(group, topics, fated)

    async def lag(self, group: str) -> int:
        return await self._bus.lag(group)


def commits_are_fated(engine: AsyncEngine, bus: FatedBus, fate: Fate) -> None:
    """Between the last statement of a transaction with work in it and its commit."""

    @event.listens_for(engine.sync_engine, "commit")
    def before_commit(connection: object) -> None:
        if bus.in_hand:
            fate.passes("before_commit")
            bus.in_hand = False


async def work(role: str, url: str, bootstrap: str, group: str, moment: str) -> None:
    """Work until killed."""
    engine = create_engine(url, 10)
    fate = Fate(moment)
    bus = FatedBus(KafkaBus(bootstrap, instance=group), fate)
    commits_are_fated(engine, bus, fate)
    if role == "relay":
        await Relay(engine, bus, batch=5).run(asyncio.Event())
    else:
        await bus.run(group, [TOPIC], Pipeline(engine, url).consumer(group).handle)


if __name__ == "__main__":
    of_role, of_url, of_bootstrap, of_group, *of_moment = sys.argv[1:]
    asyncio.run(work(of_role, of_url, of_bootstrap, of_group, "".join(of_moment)))
