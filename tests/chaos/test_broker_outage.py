"""The broker is away under load: the hotline notices nothing, and afterwards every ticket is watched.

Some seconds in `make test`; two minutes with `OUTAGE_SECONDS=120`, as `make test-chaos` does.
"""

import asyncio
import os
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from time import perf_counter
from uuid import UUID

import httpx
from sqlalchemy import func, select

from gongkai.database.embedded import EmbeddedPostgres
from gongkai.database.engine import create_engine
from gongkai.loopback import free_port
from gongkai.messaging.local_broker import LocalBroker
from gongkai.messaging.outbox import outbox
from gongkai.sandbox.hotline import HotlineSandbox
from gongkai.serving import chosen, migrate_one
from gongkai.settings import Settings
from gongkai.tour.orders import order
from notify_service.store.tables import watch

OUTAGE = float(os.environ.get("OUTAGE_SECONDS", "10"))
BEFORE = 2.0
AT_ONCE = 4
RATE = 40.0
"""Orders a second, all day: a hundred times what the real hotline hands over."""
DRAINED_WITHIN = 90.0


@asynccontextmanager
async def service(name: str, url: str, kafka: str, folder: Path) -> AsyncIterator[Settings]:
    """One service as a process of its own; ready when it answers."""
    settings = Settings.load(demo=True, folder=folder, port=free_port(0, 80))
    environment = os.environ | {
        "GONGKAI_DEMO": "1",
        "GONGKAI_FOLDER": str(folder),
        "GONGKAI_PORT": str(settings.port),
        "GONGKAI_DATABASE_URL": url,
        "GONGKAI_KAFKA": kafka,
    }
    with (folder / f"{name}.log").open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "gongkai", "run", "--service", name, env=environment, stdout=log, stderr=log
        )
    try:
        await answers(f"{settings.public_url}/api/v1/{name}-service/health")
        yield settings
    finally:
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 30) == 0


async def answers(url: str) -> None:
    """Wait until a door answers."""
    async with asyncio.timeout(60), httpx.AsyncClient(timeout=30, trust_env=False) as client:
        while True:
            try:
                (await client.get(url)).raise_for_status()
                return
            except (httpx.TransportError, httpx.HTTPStatusError):
                await asyncio.sleep(0.1)


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


async def database(server: EmbeddedPostgres, name: str) -> str:
    """A fresh database of a service."""
    await server.create_missing([f"outage_{name}"])
    await migrate_one(chosen(name)[0], server.url_for(f"outage_{name}"))
    return server.url_for(f"outage_{name}")


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
    ticket_url, notify_url = [await database(durable_postgres, name) for name in ("ticket", "notify")]
    async with AsyncExitStack() as stack:
        tickets = await stack.enter_async_context(service("ticket", ticket_url, broker.bootstrap, tmp_path))
        await stack.enter_async_context(service("notify", notify_url, broker.bootstrap, tmp_path))
        sandbox = HotlineSandbox(tickets.public_url, tickets.hotline_secrets[0].get_secret_value())
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
