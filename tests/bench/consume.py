"""A partition's records become effects: inbox, gate, watches and alarms, beside one transaction for each message."""

from collections.abc import Sequence
from itertools import count
from time import perf_counter
from typing import Final

from sqlalchemy import text

from gongkai.events.record import ReceivedRecord
from gongkai.messaging.kafka_reader import MOST_AT_ONCE
from gongkai.messaging.local_bus import LocalBus
from gongkai.runtime.loops import open_service
from gongkai.runtime.service import ServiceRuntime
from gongkai.timepiece import Timepiece
from notify_service.service import SERVICE
from notify_service.watch.store.tables import metadata
from tests.bench.events import envelopes
from tests.bench.rounds import Contestant, Line, WrongAnswer, at_least, take_turns
from tests.bench.same_rows import rows_of_one, written
from tests.bench.site import Site
from tests.bench.webhook import connected

RECORDS: Final = 2000
CONSUME: Final = "consume with inbox and effect"
FLOOR: Final = "raw asyncpg, same rows, one transaction per message"


async def lines(site: Site) -> list[Line]:
    """Events per second: notify-service learns of tickets and plans the warnings of their two clocks."""
    url, floor, timepiece = await site.database("notify"), await site.database("notify"), Timepiece()
    settings = SERVICE.settings(folder=site.folder, role="api", database_url=url)
    async with open_service(ServiceRuntime(SERVICE, settings, LocalBus(), timepiece, url)) as running:
        await running.consumer.handle(_received(1, timepiece))
        async with connected(url) as connection:
            rows = await rows_of_one(connection, metadata, {})
        async with connected(floor) as connection:
            outcome = await take_turns(
                {
                    CONSUME: _consumed(running, timepiece),
                    FLOOR: written([connection], rows, RECORDS, count(1)),
                }
            )
    return [outcome.against(CONSUME, FLOOR, what=CONSUME, goal=at_least(4))]


def _consumed(running: ServiceRuntime, timepiece: Timepiece) -> Contestant:
    async def turn() -> float:
        records = _received(RECORDS, timepiece)
        before = await _seen(running)
        begun = perf_counter()
        for first in range(0, RECORDS, MOST_AT_ONCE):
            await running.consumer.handle(records[first : first + MOST_AT_ONCE])
        seconds = perf_counter() - begun
        if await _seen(running) - before != RECORDS:
            raise WrongAnswer("not every event took effect")
        return RECORDS / seconds

    return turn


async def _seen(running: ServiceRuntime) -> int:
    async with running.engine.connect() as db:
        return int(await db.scalar(text("SELECT count(DISTINCT subject_id) FROM watch")) or 0)


def _received(how_many: int, timepiece: Timepiece) -> Sequence[ReceivedRecord]:
    events = envelopes(how_many, timepiece.wall())
    return [ReceivedRecord(event.to_record(), 0, offset) for offset, event in enumerate(events)]
