"""What a bus promises, tried on the bus of one process and on Kafka alike."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from gongkai.events.record import ReceivedRecord, Record
from gongkai.timepiece import new_id
from tests.contract.conftest import Line
from tests.event_pipeline import amended, at_work, eventually, record_of, versions


class Inspector:
    """A handler that remembers what it was given, and fails as often as it is told to."""

    def __init__(self, failures: int = 0) -> None:
        self.failures = failures
        self.batches: list[Sequence[ReceivedRecord]] = []

    async def __call__(self, batch: Sequence[ReceivedRecord]) -> None:
        await asyncio.sleep(0)
        if self.failures:
            self.failures -= 1
            raise RuntimeError("not now")
        self.batches.append(batch)

    @property
    def records(self) -> list[Record]:
        return [received.record for batch in self.batches for received in batch]


def records(topic: str, aggregates: int = 5, each: int = 4) -> list[Record]:
    keys = [new_id() for _ in range(aggregates)]
    return [replace(record_of(amended(key, version + 1)), topic=topic) for version in range(each) for key in keys]


async def send_until_safe(line: Line, wanted: Sequence[Record]) -> None:
    """What the relay does: bring again, in order, what is not safe yet."""
    left = list(wanted)

    async def all_safe() -> bool:
        nonlocal left
        outcomes = await line.bus.send(left)
        left = [record for record, outcome in zip(left, outcomes, strict=True) if outcome is not None]
        return not left

    await eventually(all_safe)


class TestBus:
    async def test_f2_every_record_arrives_in_the_order_of_its_key(self, line: Line) -> None:
        group, inspector, sent = line.group(), Inspector(), records(line.topic)
        async with at_work(line.bus.run(group, [line.topic], inspector)):
            await send_until_safe(line, sent)
            await eventually(lambda: arrived(inspector, sent))
        assert versions(inspector.records) == versions(sent)

    async def test_f2_a_batch_is_of_one_partition_with_rising_offsets(self, line: Line) -> None:
        group, inspector, sent = line.group(), Inspector(), records(line.topic)
        async with at_work(line.bus.run(group, [line.topic], inspector)):
            await send_until_safe(line, sent)
            await eventually(lambda: arrived(inspector, sent))
        for batch in inspector.batches:
            assert len({received.partition for received in batch}) == 1
            offsets = [received.offset for received in batch]
            assert offsets == sorted(set(offsets))

    async def test_f2_headers_and_bytes_arrive_unchanged(self, line: Line) -> None:
        group, inspector = line.group(), Inspector()
        sent = Record(line.topic, b"\x00\xffkey", (("ce_id", b"\xfe"), ("empty", b"")), bytes(range(256)))
        async with at_work(line.bus.run(group, [line.topic], inspector)):
            await send_until_safe(line, [sent])
            await eventually(lambda: arrived(inspector, [sent]))
        assert inspector.records[0] == sent

    async def test_f2_what_a_handler_failed_on_comes_again_in_order(self, line: Line) -> None:
        group, inspector, sent = line.group(), Inspector(failures=3), records(line.topic)
        async with at_work(line.bus.run(group, [line.topic], inspector)):
            await send_until_safe(line, sent)
            await eventually(lambda: arrived(inspector, sent))
        assert first_arrivals(inspector.records) == versions(sent)

    async def test_f2_each_group_gets_every_record(self, line: Line) -> None:
        one, other, sent = Inspector(), Inspector(failures=1), records(line.topic)
        async with at_work(
            line.bus.run(line.group(), [line.topic], one), line.bus.run(line.group(), [line.topic], other)
        ):
            await send_until_safe(line, sent)
            await eventually(lambda: arrived(one, sent))
            await eventually(lambda: arrived(other, sent))
        assert first_arrivals(one.records) == first_arrivals(other.records) == versions(sent)

    async def test_f2_a_group_that_starts_late_gets_what_was_sent_before(self, line: Line) -> None:
        group, inspector, sent = line.group(), Inspector(), records(line.topic)
        sending = asyncio.create_task(send_until_safe(line, sent))
        await asyncio.sleep(0.05)
        async with at_work(line.bus.run(group, [line.topic], inspector)):
            await sending
            await eventually(lambda: arrived(inspector, sent))
        assert first_arrivals(inspector.records) == versions(sent)

    async def test_f2_a_group_that_starts_again_goes_on_where_it_was(self, line: Line) -> None:
        group, first, second = line.group(), Inspector(), Inspector()
        before, after = records(line.topic), records(line.topic)
        async with at_work(line.bus.run(group, [line.topic], first)):
            await send_until_safe(line, before)
            await eventually(lambda: arrived(first, before))
            await eventually(lambda: caught_up(line, group))
        async with at_work(line.bus.run(group, [line.topic], second)):
            await send_until_safe(line, after)
            await eventually(lambda: arrived(second, after))
        assert not set(values(before)) & set(values(second.records))

    async def test_f2_a_record_too_large_holds_up_its_own_key_only(self, line: Line) -> None:
        group, inspector, sent = line.group(), Inspector(), records(line.topic, aggregates=3, each=3)
        sent[0] = replace(sent[0], value=b"x" * 2_000_000)
        async with at_work(line.bus.run(group, [line.topic], inspector)):
            outcomes = await line.bus.send(sent)
            stuck = [record for record, outcome in zip(sent, outcomes, strict=True) if outcome is not None]
            held_up = [record for record in sent if record.key == sent[0].key]
            assert stuck == (held_up if line.kind == "kafka" else [])  # nothing is too large within one process
            await eventually(lambda: arrived(inspector, [record for record in sent if record not in stuck]))

    async def test_f2_the_lag_is_known(self, line: Line) -> None:
        group, sent = line.group(), records(line.topic)
        if line.kind == "local":
            assert await line.bus.lag(group) == 0
            return
        inspector = Inspector()
        async with at_work(line.bus.run(group, [line.topic], inspector)):
            await send_until_safe(line, sent[:3])
            await eventually(lambda: caught_up(line, group))
        await send_until_safe(line, sent[3:])
        assert await line.bus.lag(group) == len(sent) - 3


def values(found: Sequence[Record]) -> list[tuple[tuple[str, bytes], ...]]:
    return [record.headers for record in found]


def first_arrivals(found: Sequence[Record]) -> dict[bytes, list[int]]:
    """At least once: a record may come again, what counts is when it came first."""
    return versions(dict.fromkeys(found))


async def arrived(inspector: Inspector, sent: Sequence[Record]) -> bool:
    return set(sent) <= set(inspector.records)


async def caught_up(line: Line, group: str) -> bool:
    return await line.bus.lag(group) == 0
