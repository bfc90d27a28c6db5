"""An event is applied once, and never after a newer one of its aggregate."""

from collections.abc import Sequence
from dataclasses import replace

from gongkai.events.envelope import Envelope
from gongkai.events.record import ReceivedRecord, Record
from gongkai.messaging import dead_letters, inbox
from gongkai.timepiece import Timepiece, new_id
from tests.event_pipeline import Pipeline, amended, record_of


def envelopes(*versions: int) -> list[Envelope]:
    key = new_id()
    return [Envelope.from_record(record_of(amended(key, version))) for version in versions]


async def admitted(pipeline: Pipeline, found: Sequence[Envelope], consumer: str = "one") -> list[int]:
    async with pipeline.engine.begin() as db:
        return [envelope.sequence for envelope in await inbox.admit(db, consumer, found)]


async def test_f2_seen_events_are_left_out(pipeline: Pipeline) -> None:
    first, second, third = envelopes(1, 2, 3)
    assert await admitted(pipeline, [first, second, second]) == [1, 2]
    assert await admitted(pipeline, [first, second, third]) == [3]
    assert await admitted(pipeline, [first, second, third]) == []


async def test_f2_a_stale_event_counts_as_seen_and_is_not_applied(pipeline: Pipeline) -> None:
    first, second, third = envelopes(1, 2, 3)
    assert await admitted(pipeline, [second]) == [2]
    assert await admitted(pipeline, [first, third]) == [3]
    assert await admitted(pipeline, [first]) == []


async def test_f2_staleness_is_found_within_a_batch_too(pipeline: Pipeline) -> None:
    assert await admitted(pipeline, envelopes(2, 1, 3)) == [2, 3]


async def test_f2_two_facts_of_one_change_are_both_applied(pipeline: Pipeline) -> None:
    one, other = envelopes(4, 4)
    assert await admitted(pipeline, [one]) == [4]
    assert await admitted(pipeline, [other]) == [4]


async def test_f2_consumers_do_not_share_an_inbox(pipeline: Pipeline) -> None:
    events = envelopes(1)
    assert await admitted(pipeline, events, "one") == await admitted(pipeline, events, "other") == [1]


async def test_f2_what_rolls_back_was_not_seen(pipeline: Pipeline) -> None:
    events = envelopes(1, 2)
    async with pipeline.engine.connect() as db:
        assert len(await inbox.admit(db, "one", events)) == 2
        await db.rollback()
    assert await admitted(pipeline, events) == [1, 2]


async def test_f2_an_old_inbox_is_emptied(pipeline: Pipeline) -> None:
    await admitted(pipeline, envelopes(1, 2, 3))
    now = Timepiece().wall()
    async with pipeline.engine.begin() as db:
        assert await inbox.purge(db, now) == 0
        assert await inbox.purge(db, now.replace(year=now.year + 1)) == 3


async def test_f2_an_unreadable_record_is_set_aside_at_once_and_only_once(pipeline: Pipeline) -> None:
    good = record_of(amended(new_id(), 1))
    unread = Record(good.topic, b"\xff\x00", (("ce_id", b"\x00%\xe4"),), b"\x00{")
    untyped = replace(record_of(amended(new_id(), 1)), value=b'{"state": 1}')
    consumer = pipeline.consumer("one", delays=(60.0,))
    batch = [ReceivedRecord(record, 0, offset) for offset, record in enumerate((unread, good, untyped))]
    await consumer.handle(batch)
    await consumer.handle(batch)
    assert len(await pipeline.applied("one")) == 1
    dead = await pipeline.dead()
    assert [letter.offset for letter in dead] == [0, 2]
    assert dead[0].error == "Undecodable: ce_specversion"
    assert dead[1].error.startswith("Undecodable: ")
    async with pipeline.engine.begin() as db:
        assert await dead_letters.take(db, dead[0].id) == batch[0]


async def test_f2_an_unknown_type_is_seen_and_passed_over(pipeline: Pipeline) -> None:
    known = record_of(amended(new_id(), 1))
    headers = tuple((n, b"gongkai.ticket.invented.v9" if n == "ce_type" else v) for n, v in known.headers)
    await pipeline.consumer("one").handle([ReceivedRecord(replace(known, headers=headers), 0, 0)])
    assert await pipeline.applied("one") == {}
    assert await pipeline.dead() == []
    assert await admitted(pipeline, [Envelope.from_record(known)]) == []


async def test_f2_a_discarded_letter_parks_nothing_and_is_never_applied(pipeline: Pipeline) -> None:
    key = new_id()
    bad = replace(record_of(amended(key, 1)), value=b"[]")
    consumer = pipeline.consumer("one")
    await consumer.handle([ReceivedRecord(bad, 0, 0)])
    await consumer.handle([ReceivedRecord(record_of(amended(key, 2)), 0, 1)])
    first, second = await pipeline.dead()
    assert second.queued_behind == first.id
    assert await consumer.discard(first.id)
    assert not await consumer.discard(first.id)
    assert await consumer.replay() == 1
    assert await pipeline.applied("one") == {key: [2]}
    await consumer.handle([ReceivedRecord(bad, 0, 0)])
    assert await pipeline.dead() == []
