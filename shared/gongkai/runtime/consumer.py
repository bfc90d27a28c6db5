"""Turns the records of a topic into effects: each event once, in its aggregate's order, a bad one set aside."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Final, TypeVar
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from gongkai.events.catalogue import decode
from gongkai.events.envelope import Envelope, Event, Undecodable
from gongkai.events.record import ReceivedRecord
from gongkai.messaging import dead_letters, inbox
from gongkai.messaging.dead_letters import DeadLetter, DeadLetterState
from gongkai.messaging.outages import DatabaseAway, is_outage
from gongkai.observability import metrics, tracing
from gongkai.unit_of_work import Work

log = structlog.get_logger(__name__)

Fact = TypeVar("Fact", bound=Event)
BatchUseCase = Callable[[Sequence[Event], Work], Awaitable[object]]

DELAYS: Final = (0.1, 0.5, 2.0, 5.0, 15.0)
"""Pauses in seconds before a failed event is tried again on the spot; after the last it becomes a dead letter."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """Which events wake a use case, and what it does with those of one batch, in their order."""

    wants: Callable[[Event], bool]
    effect: Callable[[Sequence[Event], Work], Awaitable[None]]


def on(kind: type[Fact], use_case: Callable[[Fact, Work], Awaitable[object]]) -> Subscription:
    """Run a use case for each event of this kind."""

    async def one_by_one(events: Sequence[Event], work: Work) -> None:
        for event in events:
            await use_case(event, work)  # type: ignore[arg-type]

    return Subscription(lambda event: isinstance(event, kind), one_by_one)


def on_batch(kinds: type[Event] | tuple[type[Event], ...], use_case: BatchUseCase) -> Subscription:
    """Run a use case once for all events of these kinds that come together."""
    return Subscription(lambda event: isinstance(event, kinds), _whole(use_case))


def on_any_with_clocks(use_case: BatchUseCase) -> Subscription:
    """Run a use case once for all events that tell of clocks, whatever else they tell."""
    return Subscription(lambda event: bool(event.clocks), _whole(use_case))


def _whole(
    use_case: Callable[[Sequence[Event], Work], Awaitable[object]],
) -> Callable[[Sequence[Event], Work], Awaitable[None]]:
    async def together(events: Sequence[Event], work: Work) -> None:
        await use_case(events, work)

    return together


@dataclass(frozen=True, slots=True)
class _Letter:
    """A record, read as far as it can be read. `event` is `None` for a type that this version does not know."""

    received: ReceivedRecord
    aggregate: str
    fingerprint: str
    envelope: Envelope | None = None
    event: Event | None = None
    error: Undecodable | None = None


class Consumer:
    """One service's subscriptions. `handle` is what a bus calls; it returns when the effects are committed."""

    def __init__(
        self,
        name: str,
        subscriptions: Iterable[Subscription],
        open_work: Callable[[], AbstractAsyncContextManager[Work]],
        engine: AsyncEngine,
        *,
        delays: Sequence[float] = DELAYS,
    ) -> None:
        self.name = name
        self._subscriptions = tuple(subscriptions)
        self._open_work = open_work
        self._engine = engine
        self._delays = tuple(delays)

    async def handle(self, batch: Sequence[ReceivedRecord]) -> None:
        """One transaction for the batch; if that fails, one for each record. Raises only while the database is away."""
        letters = [_read(received) for received in batch]
        try:
            await self._take_in(letters)
        except Exception as error:
            if is_outage(error):
                raise
            log.warning("batch_failed", group=self.name, records=len(letters), error=dead_letters.describe(error))
            await self._take_in_one_by_one(letters)

    async def replay(self, ids: Sequence[UUID] = ()) -> int:
        """Try the dead letters of these letters' aggregates (or all) again, in order; how many went through.

        An aggregate whose letter fails again stays parked from there on.
        """
        async with self._engine.connect() as db:
            queues = await dead_letters.queue(db, self.name, ids)
        replayed = 0
        for queue in queues:
            async for _ in self._replay_in_order(queue):
                replayed += 1
        return replayed

    async def discard(self, letter_id: UUID) -> bool:
        """Give one letter up: it counts as seen, is never applied, and parks nothing any more."""
        async with self._engine.begin() as db:
            received = await dead_letters.take(db, letter_id)
            if received is None:
                return False
            envelope = _read(received).envelope
            if envelope is not None:
                await inbox.admit(db, self.name, [envelope])
            return await dead_letters.settle(db, letter_id, DeadLetterState.discarded)

    @asynccontextmanager
    async def _begin(self) -> AsyncIterator[Work]:
        """One transaction; that it cannot begin is no record's fault."""
        async with AsyncExitStack() as stack:
            try:
                work = await stack.enter_async_context(self._open_work())
            except Exception as error:
                raise DatabaseAway from error
            yield work

    async def _take_in(self, letters: Sequence[_Letter]) -> None:
        async with self._begin() as work:
            parked = await dead_letters.parked(work.db, self.name, {letter.aggregate for letter in letters})
            good: list[_Letter] = []
            dead: list[DeadLetter] = []
            undecodable: set[str] = set()
            for letter in letters:
                if letter.error is None and letter.aggregate not in parked and letter.aggregate not in undecodable:
                    good.append(letter)
                    continue
                dead.append(_dead(letter, letter.error, behind=parked.get(letter.aggregate)))
                undecodable.add(letter.aggregate)
            done = await self._apply(good, work)
            await dead_letters.put(work.db, self.name, dead)
        self._count(done=done, doubled=len(good) - done, dead=len(dead))

    async def _apply(self, letters: Sequence[_Letter], work: Work) -> int:
        """Run the effects of what was not seen before; how many events that was."""
        events = {id(letter.envelope): letter.event for letter in letters}
        admitted = await inbox.admit(work.db, self.name, [letter.envelope for letter in letters if letter.envelope])
        wanted = [event for envelope in admitted if (event := events[id(envelope)]) is not None]
        threads = {envelope.traceparent for envelope in admitted}
        thread = tracing.bind_trace(threads.pop() if len(threads) == 1 else None)
        try:
            for subscriptions, run in self._runs(wanted):
                for subscription in subscriptions:
                    await subscription.effect(run, work)
        finally:
            tracing.unbind_trace(thread)
        return len(admitted)

    def _runs(self, events: Sequence[Event]) -> list[tuple[tuple[Subscription, ...], list[Event]]]:
        """Neighbours that wake the same one use case go together; an event that wakes several goes by itself, for else
        a later event of its aggregate would meet the first of them before it has met the last."""
        runs: list[tuple[tuple[Subscription, ...], list[Event]]] = []
        for event in events:
            woken = tuple(subscription for subscription in self._subscriptions if subscription.wants(event))
            if not woken:
                continue
            if not runs or runs[-1][0] != woken or len(woken) > 1:
                runs.append((woken, []))
            runs[-1][1].append(event)
        return runs

    async def _take_in_one_by_one(self, letters: Sequence[_Letter]) -> None:
        """Good records go through at once; bad ones are tried in rounds, what follows them of their aggregate waits."""
        left = list(letters)
        errors: dict[str, Exception] = {}
        attempts = 0
        for delay in (0.0, *self._delays):
            if not left:
                return
            await asyncio.sleep(delay)
            errors = {}
            attempts += 1
            left = [letter for letter in left if not await self._went_through(letter, errors)]
        if left:
            await self._set_aside(left, errors, attempts)

    async def _went_through(self, letter: _Letter, errors: dict[str, Exception]) -> bool:
        if letter.aggregate in errors:
            return False
        try:
            await self._take_in([letter])
        except Exception as error:
            if is_outage(error):
                raise
            errors[letter.aggregate] = error
            return False
        return True

    async def _set_aside(self, letters: Sequence[_Letter], errors: dict[str, Exception], attempts: int) -> None:
        heads: set[str] = set()
        dead = []
        for letter in letters:
            first = letter.aggregate not in heads
            heads.add(letter.aggregate)
            dead.append(_dead(letter, errors[letter.aggregate] if first else None, attempts if first else 0))
        async with self._engine.begin() as db:
            await dead_letters.put(db, self.name, dead)
        self._count(dead=len(dead))
        log.error("dead_letters", group=self.name, records=len(dead), error=dead[0].error)

    def _count(self, **outcomes: int) -> None:
        for outcome, records in outcomes.items():
            if records:
                metrics.consumed(self.name, outcome, records)

    async def _replay_in_order(self, queue: Sequence[UUID]) -> AsyncIterator[UUID]:
        for letter_id in queue:
            try:
                async with self._begin() as work:
                    received = await dead_letters.take(work.db, letter_id)
                    if received is None:
                        continue
                    letter = _read(received)
                    if letter.error:
                        raise letter.error
                    await self._apply([letter], work)
                    await dead_letters.settle(work.db, letter_id, DeadLetterState.replayed)
            except Exception as error:
                if is_outage(error):
                    raise
                async with self._engine.begin() as db:
                    await dead_letters.failed_again(db, letter_id, error)
                return
            yield letter_id


def _read(received: ReceivedRecord) -> _Letter:
    record = received.record
    try:
        envelope = Envelope.from_record(record)
    except Undecodable as error:
        aggregate = record.key.decode(errors="replace").replace("\0", "")[:200]
        return _Letter(received, aggregate, dead_letters.fingerprint_of(record), error=error)
    aggregate, fingerprint = str(envelope.subject), f"{envelope.source} {envelope.id}"
    try:
        return _Letter(received, aggregate, fingerprint, envelope, decode(envelope))
    except Undecodable as error:
        return _Letter(received, aggregate, fingerprint, error=error)


def _dead(letter: _Letter, error: Exception | None, attempts: int = 0, behind: UUID | None = None) -> DeadLetter:
    return DeadLetter(
        received=letter.received,
        fingerprint=letter.fingerprint,
        aggregate=letter.aggregate,
        error=dead_letters.describe(error) if error else "queued behind an earlier event of its aggregate",
        attempts=attempts,
        queued_behind=behind,
    )
