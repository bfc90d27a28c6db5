"""Events as the bus brings them: in batches, doubled, out of date, of every service that has clocks."""

from datetime import date

from sqlalchemy import select

from gongkai.events.envelope import Envelope
from gongkai.events.policy import PolicyPublished
from gongkai.events.record import ReceivedRecord
from gongkai.runtime.service import ServiceRuntime
from gongkai.timepiece import Timepiece, new_id
from notify_service.watch.store.tables import watch
from tests.service.notify.conftest import Read
from tests.service.notify.owner import Owed, at, owed


def received(*what: Owed) -> list[ReceivedRecord]:
    """The records of a partition."""
    found = []
    for offset, one in enumerate(what):
        event = one.event()
        source = f"/{event.type.split('.')[1]}-service"
        envelope = Envelope.around(event, id=new_id(), source=source, time=at("2024-10-08"))
        found.append(ReceivedRecord(record=envelope.to_record(), partition=0, offset=offset))
    return found


async def test_f2_a_batch_is_watched_as_its_last_events_say(
    notify: ServiceRuntime, timepiece: Timepiece, pending: Read
) -> None:
    timepiece.move(at("2024-09-30", 10))
    ticket, question = owed(), owed(date(2024, 9, 30), 5, ref="ZX-2")
    batch = received(ticket, question, ticket.changed(unit="registration"))
    await notify.consumer.handle(batch)
    await notify.consumer.handle(batch)
    async with notify.reading() as db:
        found = {row.ref: row for row in await db.execute(select(watch))}
    assert set(found) == {ticket.ref, "ZX-2"}
    assert (found[ticket.ref].unit, found[ticket.ref].service) == ("registration", "ticket")
    assert found["ZX-2"].service == "inquiry"
    assert sorted(await pending()) == sorted(
        ["left_5", "left_2", "left_1", "due_day", "overdue_1", "left_2", "left_1", "due_day", "overdue_1"]
    )


async def test_f2_an_event_from_the_past_changes_nothing(
    notify: ServiceRuntime, timepiece: Timepiece, pending: Read
) -> None:
    timepiece.move(at("2024-09-30", 10))
    ticket = owed()
    await notify.consumer.handle(received(ticket.changed(state="met")))
    await notify.consumer.handle(received(ticket))
    assert await pending() == []


async def test_f2_an_event_without_clocks_is_nothing_to_watch(notify: ServiceRuntime, timepiece: Timepiece) -> None:
    event = PolicyPublished(
        aggregate_id=new_id(),
        version=1,
        title="通知",
        document_no="沪市监办发〔2024〕326号",
        drafting_unit="office",
        formed_on=date(2024, 7, 1),
        published_at=at("2024-07-01"),
        public_path="/policies/1",
    )
    envelope = Envelope.around(event, id=new_id(), source="/policy-service", time=timepiece.now())
    await notify.consumer.handle([ReceivedRecord(record=envelope.to_record(), partition=0, offset=0)])
    async with notify.reading() as db:
        assert (await db.execute(select(watch))).all() == []
