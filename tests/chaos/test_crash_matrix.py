"""kill -9 of each part at each dangerous moment, on real PostgreSQL and Kafka, with one oracle for all.

In `make test` one relay and one consumer die at each of their moments in turn; with `CHAOS=long`, as in
`make test-chaos`, each moment comes twice in a test of its own.
"""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from itertools import count
from uuid import UUID, uuid5

import pytest
from sqlalchemy.exc import IntegrityError

from gongkai.embedded.postgres import EmbeddedPostgres
from gongkai.messaging.outages import is_outage
from gongkai.timepiece import new_id
from gongkai_dev.local_processes.kafka_broker import LocalBroker
from tests.chaos.oracle import complaints
from tests.event_pipeline import Pipeline, amended, at_work, eventually

AGGREGATES, VERSIONS = 16, 12
MOMENTS = {"relay": ["before_send", "after_send", "before_commit"], "consumer": ["before_commit", "before_offset"]}
"""When a hand dies."""
TWICE = [{role: [moment, moment]} for role, moments in MOMENTS.items() for moment in moments]
DEATHS = TWICE if os.environ.get("CHAOS") == "long" else [MOMENTS]


class Writer:
    """Announces versions of many aggregates while others die; a commit in doubt is tried again under the same id."""

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline
        self.announced: dict[UUID, int] = {new_id(): 0 for _ in range(AGGREGATES)}

    async def write(self, enough: Callable[[], bool] = lambda: True) -> None:
        """Twelve versions, and more until it is enough."""
        for version in count(1):
            await asyncio.gather(*(self._announce(key, version) for key in self.announced))
            if version >= VERSIONS and enough():
                return
            await asyncio.sleep(0.15)

    async def write_another(self) -> None:
        """One more version of each."""
        await asyncio.gather(*(self._announce(key, version + 1) for key, version in self.announced.items()))

    async def _announce(self, key: UUID, version: int) -> None:
        while True:
            try:
                async with self._pipeline.work() as work:
                    work.announce(amended(key, version), id=uuid5(key, str(version)))
            except IntegrityError:
                break
            except Exception as error:
                if not is_outage(error):
                    raise
                await asyncio.sleep(0.05)
            else:
                break
        self.announced[key] = version


class Hands:
    """Relay and consumer as processes of their own, started again when they die."""

    def __init__(self, pipeline: Pipeline, broker: LocalBroker) -> None:
        self._pipeline = pipeline
        self._broker = broker
        self.group = f"group.{new_id().hex}"
        self.deaths = 0

    async def keep(self, role: str, moments: Sequence[str] = ()) -> None:
        """Run a hand; it dies at each of the moments once, and works on in peace after that."""
        for moment in (*moments, *[""] * 20):
            hand = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "tests.chaos.hand"),
                *(role, self._pipeline.url, self._broker.bootstrap, self.group, moment),
                stdout=asyncio.subprocess.DEVNULL,
            )
            try:
                code = await hand.wait()
            finally:
                if hand.returncode is None:
                    hand.kill()
                    await hand.wait()
            assert code == -signal.SIGKILL
            self.deaths += 1

    @asynccontextmanager
    async def at_work(self, **moments: Sequence[str]) -> AsyncIterator[None]:
        async with at_work(*(self.keep(role, moments.get(role, ())) for role in ("relay", "consumer"))):
            yield

    async def all_arrived(self, writer: Writer) -> bool:
        """Everything took effect; fails as soon as something was doubled or came too late."""
        found = complaints(await self._pipeline.applied(self.group), writer.announced)
        assert [one for one in found if not one.startswith("lost")] == []
        return not found


@pytest.fixture
def hands(pipeline: Pipeline, doomed_kafka: LocalBroker) -> Hands:
    return Hands(pipeline, doomed_kafka)


@pytest.mark.parametrize("moments", DEATHS, ids=" ".join)
async def test_f2_a_hand_killed_at_the_worst_moment(
    pipeline: Pipeline, hands: Hands, moments: dict[str, list[str]]
) -> None:
    writer, deaths = Writer(pipeline), sum(map(len, moments.values()))
    async with hands.at_work(**moments):
        await asyncio.wait_for(writer.write(enough=lambda: hands.deaths == deaths), 30 * deaths)
        await eventually(lambda: hands.all_arrived(writer), within=30 * deaths)
    assert hands.deaths == deaths
    assert await pipeline.dead() == []


async def test_f2_postgres_killed_under_way(
    pipeline: Pipeline, hands: Hands, durable_postgres: EmbeddedPostgres
) -> None:
    writer, back = Writer(pipeline), asyncio.Event()
    async with hands.at_work(), at_work(writing := asyncio.ensure_future(writer.write(enough=back.is_set))):
        await eventually(lambda: something_applied(pipeline, hands))
        killed = durable_postgres.pid
        os.kill(killed, signal.SIGKILL)
        await eventually(lambda: is_gone(killed))
        await asyncio.to_thread(durable_postgres.start_again)
        back.set()
        await asyncio.wait_for(writing, 30)
        await eventually(lambda: hands.all_arrived(writer), within=30)
    assert await pipeline.dead() == []


async def test_f2_broker_killed_under_way(pipeline: Pipeline, hands: Hands, doomed_kafka: LocalBroker) -> None:
    """Announcing goes on while the broker is away; the backlog drains after."""
    writer, away = Writer(pipeline), asyncio.Event()
    async with hands.at_work(), at_work(writing := asyncio.ensure_future(writer.write(enough=away.is_set))):
        await eventually(lambda: something_applied(pipeline, hands))
        await asyncio.to_thread(doomed_kafka.kill)
        away.set()
        await asyncio.wait_for(writing, 30)
        await writer.write_another()
        assert await pipeline.unsent() > 0
        await asyncio.to_thread(doomed_kafka.start)
        await eventually(lambda: hands.all_arrived(writer), within=30)
    assert await pipeline.dead() == []


async def something_applied(pipeline: Pipeline, hands: Hands) -> bool:
    return bool(await pipeline.applied(hands.group))


async def is_gone(pid: int) -> bool:
    return not os.path.exists(f"/proc/{pid}")  # noqa: ASYNC240
