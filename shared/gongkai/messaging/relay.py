"""Carries the outbox to the bus: in order within an aggregate, at least once, and never two hands in one shard."""

import asyncio
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import structlog
from sqlalchemy import BigInteger, Integer, SmallInteger, Text, bindparam, cast, func, select, true, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from gongkai.database.compiled import Compiled
from gongkai.events.record import Record
from gongkai.messaging import outbox as store
from gongkai.messaging.bus import Bus, BusAway, NotSent
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
LOCK_SHARDS = Compiled(
    select(outbox_shard.c.shard)
    .where(
        select(outbox.c.seq).where(outbox.c.shard == outbox_shard.c.shard, unsent).exists(),
        outbox_shard.c.shard != func.all(bindparam("excluded", type_=ARRAY(SmallInteger))),
    )
    .limit(bindparam("most", type_=Integer))
    .with_for_update(skip_locked=True, of=outbox_shard)
)
_held = func.unnest(bindparam("shards", type_=ARRAY(SmallInteger))).table_valued("shard", name="held").render_derived()
_head = (
    select(outbox.c.seq, outbox.c.topic, outbox.c.aggregateid, headers_as_text, outbox.c.payload)
    .where(outbox.c.shard == _held.c.shard, unsent)
    .order_by(outbox.c.seq)
    .limit(bindparam("most", type_=Integer))
    .lateral("head")
)
READ_SHARDS = Compiled(select(_held.c.shard, *_head.c).select_from(_held.join(_head, true())).order_by(_head.c.seq))
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


@dataclass(slots=True)
class Turn:
    """What one turn at some shards came to."""

    shards: frozenset[int] = frozenset()
    sent: int = 0
    full: bool = False


class Relay:
    """One service's relay. Any number may run on one database: a shard belongs to the holder of its row's lock."""

    def __init__(self, engine: AsyncEngine, bus: Bus, *, batch: int = 2000, side_by_side: int = 4) -> None:
        self._engine = engine
        self._bus = bus
        self._batch = batch
        self._side_by_side = side_by_side
        self._at_once = -(-store.SHARDS // side_by_side)
        self._places = asyncio.Semaphore(side_by_side)
        self._wakes = 0
        self._trouble: Counter[int] = Counter()
        self._rest_until: dict[int, float] = {}

    async def run(self, wake: asyncio.Event) -> None:
        """Relay for ever: when woken, else every 200 ms. A shard in trouble rests and holds up no other."""
        hands: set[asyncio.Task[None]] = set()
        try:
            while True:
                wake.clear()
                self._wakes += 1
                if len(hands) <= self._side_by_side:
                    hand = asyncio.create_task(self._clear())
                    hands.add(hand)
                    hand.add_done_callback(hands.discard)
                await _pause(wake)
        finally:
            for hand in hands:
                hand.cancel()
            await asyncio.gather(*hands, return_exceptions=True)

    async def step(self) -> int:
        """One turn at every shard with something to send; how many events were sent and marked."""
        tried: set[int] = set()

        async def go_round() -> int:
            sent = 0
            while (turn := await self._turn(tried)).shards:
                sent += turn.sent
            return sent

        counts = await asyncio.gather(*(go_round() for _ in range(self._side_by_side)), return_exceptions=True)
        for count in counts:
            if isinstance(count, BaseException):
                raise count
        return sum(count for count in counts if isinstance(count, int))

    async def purge(self, db: AsyncConnection, now: datetime) -> int:
        """Throw away what was published more than 14 days before `now`; the caller repeats while it is not 0."""
        return await store.purge(db, now - KEPT)

    async def _clear(self) -> None:
        """Take turns until there is nothing more to do and nobody called meanwhile."""
        failures = 0
        again = True
        while again:
            async with self._places:
                wakes = self._wakes
                try:
                    turn = await self._turn(self._resting())
                except Exception as error:  # noqa: BLE001 - whatever it was, the loop goes on; rows stay where they are
                    failures += 1
                    log.warning("relay_failed", error=type(error).__name__, attempt=failures)
                    await asyncio.sleep(min(POLL * 2.0**failures, LONGEST_PAUSE))
                else:
                    failures = 0
                    more = turn.full or len(turn.shards) == self._at_once or wakes != self._wakes
                    again = bool(turn.shards) and more

    def _resting(self) -> set[int]:
        now = asyncio.get_running_loop().time()
        self._rest_until = {shard: until for shard, until in self._rest_until.items() if until > now}
        return set(self._rest_until)

    async def _turn(self, excluded: set[int]) -> Turn:
        """Lock some shards with work, but none of the excluded (to which they are added), and send their heads."""
        async with self._engine.begin() as db:
            locked = await LOCK_SHARDS.fetch(db, excluded=list(excluded), most=self._at_once)
            if not locked:
                return Turn()
            shards = frozenset(row["shard"] for row in locked)
            excluded |= shards
            rows = await READ_SHARDS.fetch(db, shards=list(shards), most=self._batch)
            outcomes = await self._send(db, [_record(row) for row in rows])
            sent = await self._settle(db, rows, outcomes)
        return Turn(shards, sent, full=len(rows) >= self._batch)

    async def _send(self, db: AsyncConnection, records: Sequence[Record]) -> list[BaseException | None]:
        """Send, and show the server a sign of life while the bus takes its time."""
        sending = asyncio.ensure_future(self._bus.send(records))
        try:
            while not (await asyncio.wait({sending}, timeout=SIGN_OF_LIFE))[0]:
                await db.execute(select(1))
            return sending.result()
        finally:  # the databases are closed next, and on the local bus effects are at work there
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)

    async def _settle(self, db: AsyncConnection, rows: Sequence[Any], outcomes: Sequence[BaseException | None]) -> int:
        """Mark what is safe. Behind a failed event nothing of its aggregate is marked, whatever the bus says."""
        blocked: dict[Any, tuple[Any, BaseException]] = {}
        safe: list[Any] = []
        for row, outcome in zip(rows, outcomes, strict=True):
            if outcome is not None:
                blocked.setdefault(row["aggregateid"], (row, outcome))
            if row["aggregateid"] not in blocked:
                safe.append(row)
        if safe and len(await MARK.fetch(db, seqs=[row["seq"] for row in safe])) != len(safe):
            raise MarkedByAnother
        notes = [
            {"failed": row["seq"], "error": type(error).__name__}
            for row, error in blocked.values()
            if not isinstance(error, NotSent | BusAway)
        ]
        if notes:
            await db.execute(TROUBLE, notes[:20])
        self._let_rest({row["shard"] for row in rows}, moving={row["shard"] for row in safe})
        if rows:
            service = rows[0]["topic"].rpartition(".")[2]
            metrics.relay_published(service, len(safe))
            metrics.relay_failed(service, len(rows) - len(safe))
        return len(safe)

    def _let_rest(self, shards: set[int], moving: set[int]) -> None:
        """A shard of which nothing went out rests, the longer the oftener that happens."""
        now = asyncio.get_running_loop().time()
        for shard in moving:
            self._trouble.pop(shard, None)
        for shard in shards - moving:
            self._trouble[shard] += 1
            self._rest_until[shard] = now + min(POLL * 2.0 ** min(self._trouble[shard] - 1, 8), LONGEST_PAUSE)


def _record(row: Any) -> Record:
    headers = tuple((name, value.encode()) for name, value in json.loads(row["headers"]))
    return Record(row["topic"], str(row["aggregateid"]).encode(), headers, row["payload"])


async def _pause(wake: asyncio.Event) -> None:
    try:
        await asyncio.wait_for(wake.wait(), POLL)
    except TimeoutError:
        return
