"""The broker is away under load: the hotline notices nothing, and afterwards every ticket is watched.

Some seconds in `make test`; two minutes with `OUTAGE_SECONDS=120`, as `make test-chaos` does.
"""

import asyncio
import os
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from time import perf_counter
from uuid import UUID

from sqlalchemy import func, select

from gongkai.database.engine import create_engine
from gongkai.embedded.postgres import EmbeddedPostgres
from gongkai.messaging.outbox import outbox
from gongkai_dev.hotline_sandbox.sandbox import HotlineSandbox
from gongkai_dev.local_processes.kafka_broker import LocalBroker
from gongkai_dev.tour.orders import order
from notify_service.watch.store.tables import watch
from tests.chaos.processes import database, process

OUTAGE = float(os.environ.get("OUTAGE_SECONDS", "10"))
BEFORE = 2.0
AT_ONCE = 4
RATE = 40.0
"""Orders a second, all day: a hundred times what the real hotline hands over."""
DRAINED_WITHIN = 90.0


@dataclass
class Hotline:
    """Hands orders over at a steady rate and keeps every answer."""

    sandbox: HotlineSandbox
    statuses: Counter[int] = field(default_factory=Counter)
    tickets: set[UUID] = field(default_factory=set)
    seconds: list[float] = field(default_factory=list)
    _numbers: "count[int]" = field(default_factory=count)

    async def load(self, stop: asyncio.Event) -> None:
        """Push until told to stop."""
        began = perf_counter()
        while not stop.is_set():
            number = next(self._numbers)
            await asyncio.sleep(max(0.0, began + number / RATE - perf_counter()))
            sent = perf_counter()
            answer = await self.sandbox.push("transfer.created", order("戊", "2026-06-01 10:00", "咨询", "怎么办？"))
            self.seconds.append(perf_counter() - sent)
            self.statuses[answer.status_code] += 1
            if answer.status_code == 202:
                self.tickets.add(UUID(answer.json()["ticket_id"]))


async def waiting_events(url: str) -> int:
    """How many events have not reached the broker yet."""
    engine = create_engine(url, 1)
    async with engine.connect() as db:
        found = await db.scalar(select(func.count()).select_from(outbox).where(outbox.c.published_at.is_(None)))
    await engine.dispose()
    return int(found or 0)


async def watched(url: str, tickets: set[UUID]) -> float:
    """Wait until notify watches both clocks of every ticket; how long that took."""
    engine, began = create_engine(url, 1), perf_counter()
    async with asyncio.timeout(DRAINED_WITHIN):
        while True:
            async with engine.connect() as db:
                rows = (await db.execute(select(watch.c.subject_id, watch.c.clock))).all()
            if {row.subject_id for row in rows} >= tickets and len(rows) == 2 * len(tickets):
                await engine.dispose()
                return perf_counter() - began
            await asyncio.sleep(0.2)


async def test_f2_the_broker_may_be_away_under_load(
    durable_postgres: EmbeddedPostgres, broker_of_my_own: LocalBroker, tmp_path: Path
) -> None:
    broker = broker_of_my_own
    ticket_url, notify_url = [await database(durable_postgres, "outage", name) for name in ("ticket", "notify")]
    async with AsyncExitStack() as stack:
        tickets = await stack.enter_async_context(process("ticket", ticket_url, broker.bootstrap, tmp_path))
        await stack.enter_async_context(process("notify", notify_url, broker.bootstrap, tmp_path))
        settings = tickets.settings
        sandbox = HotlineSandbox(settings.public_url, settings.hotline_secrets[0].get_secret_value())
        await stack.enter_async_context(sandbox.listening())
        hotline, stop = Hotline(sandbox), asyncio.Event()
        loads = [asyncio.create_task(hotline.load(stop)) for _ in range(AT_ONCE)]
        await asyncio.sleep(BEFORE)  # the load that was there before
        before = len(hotline.seconds)
        await asyncio.to_thread(broker.kill)
        await asyncio.sleep(OUTAGE)  # the outage itself
        backlog = await waiting_events(ticket_url)
        during = sorted(hotline.seconds[before:])
        await asyncio.to_thread(broker.start)
        stop.set()
        await asyncio.gather(*loads)
        drained = await watched(notify_url, hotline.tickets)
        assert await waiting_events(ticket_url) == 0
    assert set(hotline.statuses) == {202}
    assert backlog > 0.5 * len(during)
    assert len(hotline.tickets) == hotline.statuses[202]
    median, slowest = during[len(during) // 2], during[int(len(during) * 0.99)]
    print(
        f"outage {OUTAGE:.0f} s: {len(during)} orders meanwhile, all 202, median {median * 1e3:.1f} ms,"
        f" p99 {slowest * 1e3:.1f} ms; {backlog} events waited, drained {drained:.1f} s after the broker's start"
    )
