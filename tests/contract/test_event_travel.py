"""From a committed transaction to an effect that happens once: outbox, relay, bus, inbox, effect."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from uuid import UUID

import pytest
from sqlalchemy import select

from gongkai.events.envelope import Event
from gongkai.events.record import ReceivedRecord, Record
from gongkai.events.ticket import TicketAmended
from gongkai.messaging import outbox
from gongkai.messaging.bus import Bus, BusAway, NotSent
from gongkai.messaging.kafka import KafkaBus
from gongkai.messaging.local_bus import LocalBus
from gongkai.messaging.relay import Relay
from gongkai.runtime.consumer import on
from gongkai.timepiece import Timepiece, new_id
from gongkai.unit_of_work import Work
from tests.event_pipeline import TOPIC, Pipeline, amended, at_work, enter, eventually
from tests.kafka_fixture import need_kafka


@pytest.fixture(params=["local", "kafka"])
async def bus(request: pytest.FixtureRequest) -> AsyncIterator[Bus]:
    made: Bus = LocalBus()
    if request.param == "kafka":
        need_kafka()
        made = KafkaBus(request.getfixturevalue("kafka").bootstrap)
    yield made
    await made.stop()


@pytest.fixture
def group(bus: Bus) -> str:
    name = f"group.{new_id().hex}"
    if isinstance(bus, LocalBus):
        bus.declare(name, [TOPIC])
    return name


class FussyBus(LocalBus):
    """Refuses the records of some keys, as a broker does with one that is too large."""

    def __init__(self, refused: set[UUID]) -> None:
        super().__init__()
        self.refused = {str(key).encode() for key in refused}
        self.sent: list[Record] = []

    async def send(self, records: Sequence[Record]) -> list[BaseException | None]:
        seen: set[bytes] = set()
        outcomes: list[BaseException | None] = []
        for record in records:
            if record.key not in self.refused:
                self.sent.append(record)
                outcomes.append(None)
            else:
                outcomes.append(NotSent() if record.key in seen else RuntimeError("too large"))
                seen.add(record.key)
        return outcomes


async def lifelines(pipeline: Pipeline, aggregates: int, versions: int) -> dict[UUID, list[int]]:
    """Announce the versions of so many aggregates, each version in a transaction of its own."""
    keys = [new_id() for _ in range(aggregates)]
    for version in range(1, versions + 1):
        await pipeline.announce(*(amended(key, version) for key in keys))
    return {key: list(range(1, versions + 1)) for key in keys}


async def has_applied(pipeline: Pipeline, group: str, wanted: dict[UUID, list[int]]) -> bool:
    """Every version took effect; fails at once on a doubled or overtaking one."""
    applied = await pipeline.applied(group)
    for key in wanted:
        assert applied.get(key, []) == wanted[key][: len(applied.get(key, []))]
    return all(applied.get(key) == wanted[key] for key in wanted)


async def test_f2_each_event_takes_effect_once_and_in_order(pipeline: Pipeline, bus: Bus, group: str) -> None:
    wanted = await lifelines(pipeline, 12, 5)
    async with at_work(
        Relay(pipeline.engine, bus).run(asyncio.Event()), bus.run(group, [TOPIC], pipeline.consumer(group).handle)
    ):
        await eventually(lambda: has_applied(pipeline, group, wanted))
        wanted |= await lifelines(pipeline, 5, 2)
        await eventually(lambda: has_applied(pipeline, group, wanted))
        await eventually(lambda: all_marked(pipeline))
    assert await has_applied(pipeline, group, wanted)


async def test_f2_two_relays_and_republished_events_double_nothing(pipeline: Pipeline, bus: Bus, group: str) -> None:
    wanted = await lifelines(pipeline, 6, 3)
    async with at_work(
        Relay(pipeline.engine, bus, batch=4).run(asyncio.Event()),
        Relay(pipeline.engine, bus, batch=4).run(asyncio.Event()),
        bus.run(group, [TOPIC], pipeline.consumer(group).handle),
    ):
        await eventually(lambda: has_applied(pipeline, group, wanted))
        await eventually(lambda: all_marked(pipeline))
        async with pipeline.engine.begin() as db:
            assert await outbox.republish(db, aggregates=list(wanted)[:2]) == 6
        wanted |= await lifelines(pipeline, 2, 2)
        await eventually(lambda: has_applied(pipeline, group, wanted))
        await eventually(lambda: all_marked(pipeline))
    assert await has_applied(pipeline, group, wanted)


async def test_f2_a_relay_that_is_stopped_waits_for_the_effects_that_it_set_going(pipeline: Pipeline) -> None:
    bus, begun, may_end = LocalBus(), asyncio.Event(), asyncio.Event()

    async def slow_to_end(batch: Sequence[ReceivedRecord]) -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            await may_end.wait()

    await lifelines(pipeline, 1, 1)
    bus.declare("slow", [TOPIC])
    async with at_work(bus.run("slow", [TOPIC], slow_to_end)):
        relay = asyncio.create_task(Relay(pipeline.engine, bus).run(asyncio.Event()))
        await begun.wait()
        relay.cancel()
        assert not (await asyncio.wait({relay}, timeout=0.5))[0]
        may_end.set()
        assert (await asyncio.wait({relay}, timeout=5))[0]


async def all_marked(pipeline: Pipeline) -> bool:
    """The relay marks a row after the bus has taken it: an effect may be there first."""
    return await pipeline.unsent() == 0


async def test_f2_a_failing_effect_parks_its_aggregate_and_no_other(pipeline: Pipeline, bus: Bus, group: str) -> None:
    wanted = await lifelines(pipeline, 4, 3)
    bad = next(iter(wanted))
    healed = False

    async def effect(event: TicketAmended, work: Work) -> None:
        if event.aggregate_id == bad and event.version == 2 and not healed:
            raise ValueError("张三 310101199001010000")
        await enter(group)([event], work)

    consumer = pipeline.consumer(group, on(TicketAmended, effect))
    async with at_work(Relay(pipeline.engine, bus).run(asyncio.Event()), bus.run(group, [TOPIC], consumer.handle)):
        await eventually(lambda: has_applied(pipeline, group, wanted | {bad: [1]}))
        await eventually(lambda: parked(pipeline, 2))
        dead = await pipeline.dead()
        assert [letter.aggregate for letter in dead] == [str(bad)] * 2
        assert dead[0].error.startswith("ValueError at test_event_travel.py:")
        assert dead[0].attempts == 3
        await pipeline.announce(amended(bad, 4))
        await eventually(lambda: parked(pipeline, 3))
        assert (await pipeline.dead())[2].queued_behind == dead[0].id

        assert await consumer.replay([dead[1].id]) == 0
        healed = True
        assert await consumer.replay([dead[1].id]) == 3
        await pipeline.announce(amended(bad, 5))
        await eventually(lambda: has_applied(pipeline, group, wanted | {bad: [1, 2, 3, 4, 5]}))
    assert await pipeline.dead() == []


async def parked(pipeline: Pipeline, letters: int) -> bool:
    return len(await pipeline.dead()) == letters


async def test_f2_the_order_holds_between_use_cases_of_one_consumer(pipeline: Pipeline, bus: Bus, group: str) -> None:
    wanted = await lifelines(pipeline, 2, 4)
    seen: list[tuple[UUID, int]] = []

    async def odd(event: Event, work: Work) -> None:
        if event.version % 2:
            seen.append((event.aggregate_id, event.version))

    async def even(event: Event, work: Work) -> None:
        if not event.version % 2:
            seen.append((event.aggregate_id, event.version))

    consumer = pipeline.consumer(group, on(TicketAmended, odd), on(Event, even))
    async with at_work(Relay(pipeline.engine, bus).run(asyncio.Event()), bus.run(group, [TOPIC], consumer.handle)):
        await eventually(lambda: as_many(seen, wanted))
    assert {one: [version for key, version in seen if key == one] for one in wanted} == wanted


async def as_many(seen: list[tuple[UUID, int]], wanted: dict[UUID, list[int]]) -> bool:
    return sum(key in wanted for key, _ in seen) >= sum(map(len, wanted.values()))


async def test_f2_an_event_without_its_consumer_stays_in_the_outbox(pipeline: Pipeline) -> None:
    bus = LocalBus()
    bus.declare("absent", [TOPIC])
    wanted = await lifelines(pipeline, 3, 1)
    assert await Relay(pipeline.engine, bus).step() == 0
    assert await pipeline.unsent() == 3
    async with at_work(bus.run("absent", [TOPIC], pipeline.consumer("absent").handle)):
        await asyncio.sleep(0)
        assert await Relay(pipeline.engine, bus).step() == 3
    assert await has_applied(pipeline, "absent", wanted)


async def test_f2_a_topic_that_nobody_wants_is_acknowledged(pipeline: Pipeline) -> None:
    await lifelines(pipeline, 3, 1)
    assert await Relay(pipeline.engine, LocalBus()).step() == 3


async def test_f2_an_event_that_cannot_go_out_holds_up_its_aggregate_only(pipeline: Pipeline) -> None:
    wanted = await lifelines(pipeline, 8, 3)
    stuck = next(iter(wanted))
    bus = FussyBus({stuck})
    relay = Relay(pipeline.engine, bus)
    assert await relay.step() == 21
    assert await pipeline.unsent() == 3
    async with pipeline.engine.connect() as db:
        rows = (await db.execute(select(outbox.outbox).where(outbox.outbox.c.aggregateid == stuck))).all()
    assert [(row.aggregate_version, row.last_error) for row in rows if row.attempts] == [(1, "RuntimeError")]
    bus.refused.clear()
    assert await relay.step() == 3
    assert [dict(record.headers)["ce_sequence"] for record in bus.sent[-3:]] == [b"1", b"2", b"3"]


async def test_f2_a_bus_that_is_away_does_not_make_the_relay_spin(pipeline: Pipeline) -> None:
    calls = 0

    class Away(LocalBus):
        async def send(self, records: Sequence[Record]) -> list[BaseException | None]:
            nonlocal calls
            calls += 1
            return [BusAway()] * len(records)

    await pipeline.announce(amended(new_id(), 1))
    wake = asyncio.Event()
    async with at_work(Relay(pipeline.engine, Away()).run(wake)):
        for _ in range(60):
            wake.set()
            await asyncio.sleep(0.02)
    assert 2 <= calls <= 5


async def test_f2_published_events_are_thrown_away_after_fourteen_days(pipeline: Pipeline) -> None:
    await lifelines(pipeline, 3, 1)
    relay = Relay(pipeline.engine, LocalBus())
    await relay.step()
    await lifelines(pipeline, 2, 1)
    async with pipeline.engine.begin() as db:
        assert await relay.purge(db, Timepiece().wall()) == 0
        later = Timepiece().wall().replace(year=Timepiece().wall().year + 1)
        assert await relay.purge(db, later) == 3
    assert await pipeline.unsent() == 2
