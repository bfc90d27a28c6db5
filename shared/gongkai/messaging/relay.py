"""Carries the outbox to the bus: in order within an aggregate, at least once, and never two hands in one shard."""

import asyncio
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import structlog
from sqlalchemy import BigInteger, Integer, SmallInteger, Text, bindparam, cast, func, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from gongkai.database.compiled import Compiled
from gongkai.messaging import outbox as store
from gongkai.messaging.bus import Bus, BusAway, NotSent, Record
from gongkai.messaging.outbox import outbox, outbox_shard
from gongkai.observability import metrics

log = structlog.get_logger(__name__)

KEPT: Final = timedelta(days=14)
"""How long a published event can still be republished."""
POLL: Final = 0.2
LONGEST_PAUSE: Final = 3.0
SIGN_OF_LIFE: Final = 3.0
"""Seconds between two statements while the bus is slow; an idle transaction of 10 s is ended by the server."""

unsent = outbox.c.published_at.is_(None)
headers_as_text = cast(outbox.c.headers, Text).label("headers")
SHARDS_IN_USE = Compiled(
    select(outbox_shard.c.shard).where(
        select(outbox.c.seq).where(outbox.c.shard == outbox_shard.c.shard, unsent).exists()
    )
)
LOCK_SHARD = Compiled(
    select(outbox_shard.c.shard)
    .where(outbox_shard.c.shard == bindparam("of_shard", type_=SmallInteger))
    .with_for_update(skip_locked=True)
)
READ_SHARD = Compiled(
    select(outbox.c.seq, outbox.c.topic, outbox.c.aggregateid, headers_as_text, outbox.c.payload)
    .where(outbox.c.shard == bindparam("of_shard", type_=SmallInteger), unsent)
    .order_by(outbox.c.seq)
    .limit(bindparam("most", type_=Integer))
)
MARK = Compiled(
    update(outbox)
    .where(outbox.c.seq == func.any(bindparam("seqs", type_=ARRAY(BigInteger))), unsent)
    .values(published_at=func.clock_timestamp())
    .returning(outbox.c.seq)
)
TROUBLE = (
    update(outbox)
    .where(outbox.c.seq == bindparam("failed"))
    .values(attempts=outbox.c.attempts + 1, last_error=bindparam("error"))
)


class MarkedByAnother(RuntimeError):
    """Rows of a shard that we hold were marked by somebody else: two relays work on one shard."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What one turn at a shard came to."""

    sent: int = 0
    failed: int = 0
    full: bool = False
    elsewhere: bool = False
    """Another relay is at work on this shard."""


class Relay:
    """One service's relay. Any number may run on one database: a shard belongs to whoever holds its row's lock."""

    def __init__(self, engine: AsyncEngine, bus: Bus, *, batch: int = 2000, side_by_side: int = 4) -> None:
        self._engine = engine
        self._bus = bus
        self._batch = batch
        self._places = asyncio.Semaphore(side_by_side)
        self._trouble: Counter[int] = Counter()

    async def run(self, wake: asyncio.Event) -> None:
        """Relay for ever: when woken, else every 200 ms. A shard in trouble holds up no other."""
        busy: dict[int, asyncio.Task[None]] = {}

        async def clear(shard: int) -> None:
            try:
                await self._clear(shard)
            finally:
                del busy[shard]
                wake.set()

        try:
            while True:
                wake.clear()
                for shard in await self._shards_or_none():
                    if shard not in busy:
                        busy[shard] = asyncio.create_task(clear(shard))
                await _pause(wake)
        finally:
            await _end(list(busy.values()))

    async def step(self) -> int:
        """One turn at every shard with something to send; how many events were sent and marked."""
        turns = await asyncio.gather(*(self._turn(shard) for shard in await self._shards()), return_exceptions=True)
        for turn in turns:
            if isinstance(turn, BaseException):
                raise turn
        return sum(turn.sent for turn in turns if isinstance(turn, Turn))

    async def purge(self, db: AsyncConnection, now: datetime) -> int:
        """Throw away what was published more than 14 days before `now`; the caller repeats while it is not 0."""
        return await store.purge(db, now - KEPT)

    async def _shards(self) -> list[int]:
        async with self._engine.connect() as db:
            return [row["shard"] for row in await SHARDS_IN_USE.fetch(db)]

    async def _shards_or_none(self) -> list[int]:
        try:
            return await self._shards()
        except Exception as error:  # noqa: BLE001 - whatever it was, the loop goes on; rows stay where they are
            log.warning("outbox_unreadable", error=type(error).__name__)
            await asyncio.sleep(LONGEST_PAUSE / 2)
            return []

    async def _clear(self, shard: int) -> None:
        """Work on a shard until it is empty; after a failure wait, the longer the oftener it failed."""
        while True:
            try:
                turn = await self._turn(shard)
            except Exception as error:  # noqa: BLE001 - as above
                log.warning("relay_failed", shard=shard, error=type(error).__name__)
                turn = Turn(failed=1)
            if turn.failed:
                self._trouble[shard] += 1
                await asyncio.sleep(min(POLL * 2.0 ** min(self._trouble[shard] - 1, 8), LONGEST_PAUSE))
                return
            self._trouble.pop(shard, None)
            if turn.elsewhere:
                await asyncio.sleep(POLL)
            if not turn.full:
                return

    async def _turn(self, shard: int) -> Turn:
        async with self._places, self._engine.begin() as db:
            if not await LOCK_SHARD.fetchrow(db, of_shard=shard):
                return Turn(elsewhere=True)
            rows = await READ_SHARD.fetch(db, of_shard=shard, most=self._batch)
            outcomes = await self._send(db, [_record(row) for row in rows])
            return await self._settle(db, rows, outcomes)

    async def _send(self, db: AsyncConnection, records: Sequence[Record]) -> list[BaseException | None]:
        """Send, and show the server a sign of life while the bus takes its time."""
        sending = asyncio.ensure_future(self._bus.send(records))
        try:
            while not (await asyncio.wait({sending}, timeout=SIGN_OF_LIFE))[0]:
                await db.execute(select(1))
            return sending.result()
        finally:
            sending.cancel()

    async def _settle(self, db: AsyncConnection, rows: Sequence[Any], outcomes: Sequence[BaseException | None]) -> Turn:
        """Mark what is safe. Behind a failed event nothing of its aggregate is marked, whatever the bus says."""
        blocked: set[Any] = set()
        safe: list[int] = []
        failed: list[dict[str, Any]] = []
        for row, outcome in zip(rows, outcomes, strict=True):
            if outcome is not None and row["aggregateid"] not in blocked:
                blocked.add(row["aggregateid"])
                if not isinstance(outcome, NotSent | BusAway):
                    failed.append({"failed": row["seq"], "error": type(outcome).__name__})
            if row["aggregateid"] not in blocked:
                safe.append(row["seq"])
        if safe and len(await MARK.fetch(db, seqs=safe)) != len(safe):
            raise MarkedByAnother
        if failed:
            await db.execute(TROUBLE, failed[:20])
        service = rows[0]["topic"].rpartition(".")[2] if rows else ""
        metrics.relay_published(service, len(safe))
        metrics.relay_failed(service, len(rows) - len(safe))
        return Turn(sent=len(safe), failed=len(rows) - len(safe), full=len(rows) == self._batch)


def _record(row: Any) -> Record:
    headers = tuple((name, value.encode()) for name, value in json.loads(row["headers"]))
    return Record(row["topic"], str(row["aggregateid"]).encode(), headers, row["payload"])


async def _pause(wake: asyncio.Event) -> None:
    try:
        await asyncio.wait_for(wake.wait(), POLL)
    except TimeoutError:
        return


async def _end(tasks: Sequence[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
