"""A hotline with every fault at the highest rate the machine takes, and a ticket service that dies again and again:
afterwards nothing is lost, nothing is there twice, and both sides hold the same.

150 orders in `make test`, 500 in `make test-chaos`; `SOAK_ORDERS=20000` for the figures of docs/performance.md, then
with Kafka where it can run.
"""

import asyncio
import os
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any

import httpx
import pytest
from sqlalchemy import Select, func, select, type_coerce
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncEngine

from gongkai.database.engine import create_engine
from gongkai.embedded.postgres import EmbeddedPostgres
from gongkai.identity.issuer import LocalIssuer
from gongkai.messaging.outbox import outbox
from gongkai.timepiece import Timepiece
from gongkai.webhooks.delivery import DeliveryState
from gongkai.webhooks.ledger import delivery
from gongkai_dev.demo.people import demo_people
from gongkai_dev.demo.routes import clock_path
from gongkai_dev.hotline_sandbox.faults import Faults
from gongkai_dev.hotline_sandbox.invented import Story, afterwards, stories
from gongkai_dev.hotline_sandbox.sandbox import HotlineSandbox
from gongkai_dev.local_processes.kafka_broker import LocalBroker
from gongkai_dev.tour.caller import Caller, until
from gongkai_dev.tour.orders import CLERK, FOUND, HEAD
from tests.chaos.processes import Process, database, process
from tests.event_pipeline import eventually
from ticket_service.intake.store import hotline_message
from ticket_service.ticket.store.tables import ticket

SHORT = os.environ.get("CHAOS") != "long"
ORDERS = int(os.environ.get("SOAK_ORDERS", "150" if SHORT else "500"))
SEED = int(os.environ.get("SOAK_SEED", "1"))
LONG = ORDERS > 2000
KILLS = 4 if SHORT else 10
"""So often the service dies, and in the long form the broker as well."""
AT_ONCE = 48
ONE_IN = 10
"""So many orders of Pudong are worked on to their end by its people, which sends call-backs to the hotline."""
FAULTS = (
    "all@0.05",
    *("late=0.2@0.05", "slow=0.2@0.05", "reordered=0.3@0.05"),
    *("push.twice@0.2", "push.unanswered@0.1", "callback.unanswered@0.1", "callback.other-digest@0"),
)
"""A wrong digest is no fault of the way: it asks for a person, and nothing here is one."""
LASTS_AT_MOST = 7200.0
DRAINED_WITHIN = 300.0
REPORT = {
    "handling": "已到现场核查，并向市民说明处理依据和结果。",
    "reply_points": "浦东新区市场监管局已核查处理，并于当日电话答复市民。",
    **FOUND,
}
OFFICE = "office.supervisor"
RECONCILIATION = "/api/v1/hotline/reconciliation"
LATER = timedelta(days=10)
"""After all tries, and long after what has happened may still be on its way."""
LONGEST_PAUSE = timedelta(hours=4)
"""Between two tries to get the hotline's list."""
CONTACT = {"channel": "phone", "outcome": "reached", "note": "已说明办理安排。"}


@dataclass
class Soak:
    """The hotline, the bureau's people, and what came of it."""

    sandbox: HotlineSandbox
    tickets: Process
    told: list[Story] = field(default_factory=list)
    worked: list[Story] = field(default_factory=list)
    later: list[Story] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)

    async def tell(self, upcoming: Iterator[Story]) -> None:
        """One of the hotline's hands: takes the next order and says everything of it."""
        for story in upcoming:
            answers = await self.sandbox.tell(story)
            self.statuses.update(answer.status_code for answer in answers)
            self.told.append(story)
            if _is_worked(story):
                await self._work(answers[0].json()["ticket_id"])
                self.worked.append(story)

    async def come_back(self) -> None:
        """The hotline has the reports: it has asked the citizens, reviews, and reopens."""
        self.later = [afterwards(story, SEED, self.sandbox.now()) for story in self.worked]
        for answers in await asyncio.gather(*(self.sandbox.tell(story) for story in self.later)):
            self.statuses.update(answer.status_code for answer in answers)

    async def differences(self) -> Any:
        """What the comparison of both sides' open orders finds, once all has settled."""
        async with self._person(OFFICE) as office:
            await self.move_clock(Timepiece().wall() + LATER)
            await office.send("POST", f"{RECONCILIATION}/runs")
            await self.move_clock(Timepiece().wall() + LATER + timedelta(minutes=1))
            await until(lambda: self._compared(office), "both sides are compared")
            return (await office.get(f"{RECONCILIATION}/differences"))["items"]

    async def _compared(self, office: Caller) -> Any | None:
        """The hotline's faults befall its list too: then the time of the next try comes."""
        (run, *_) = await office.get(f"{RECONCILIATION}/runs")
        assert run["state"] != "failed", run
        if run["error"]:
            await self.move_clock(datetime.fromisoformat(run["begun_at"]) + LONGEST_PAUSE)
        return run if run["state"] == "done" and run["ours"] else None

    async def _work(self, ticket_id: str) -> None:
        """The clerk reaches the citizen and reports, the head signs, however often the service dies meanwhile."""
        path = f"/api/v1/tickets/{ticket_id}"
        async with self._person(CLERK) as clerk, self._person(HEAD) as head:
            await clerk.change("POST", f"{path}/contacts", path, _has("contacted_at"), CONTACT)
            await clerk.change("PUT", f"{path}/report", path, _has("report"), REPORT)
            await head.change("POST", f"{path}/sign-off", path, _has("finished_at"), None)

    @asynccontextmanager
    async def _person(self, person: str) -> AsyncIterator[Caller]:
        settings = self.tickets.settings
        actor = next(one for one in demo_people() if one.id == person)
        token = LocalIssuer(settings.folder / "issuer.json", Timepiece().wall).token(actor)
        async with httpx.AsyncClient(base_url=settings.public_url, timeout=20, trust_env=False) as client:
            yield Caller(client, token)

    async def reap(self, part: str, kill: Callable[[], Any], start: Callable[[], Any]) -> None:
        """Kill a part at random moments of the work, `KILLS` times, and start it again at once."""
        for moment in sorted(Random(f"{SEED}/{part}").sample(range(ORDERS // 20, ORDERS * 9 // 10), KILLS)):
            await eventually(partial(self._has_come_to, moment), within=LASTS_AT_MOST)
            await kill()
            await start()

    async def _has_come_to(self, moment: int) -> bool:
        return len(self.told) >= moment

    async def move_clock(self, at: datetime) -> None:
        """Put the service's clock to a moment."""
        async with httpx.AsyncClient(base_url=self.tickets.settings.public_url, timeout=20, trust_env=False) as client:
            body = {"at": at.isoformat()}
            (await client.put(clock_path("ticket"), json=body)).raise_for_status()


def _is_worked(story: Story) -> bool:
    number = int(story.order_no.rpartition("-")[2])
    return number % ONE_IN == 0 and not story.cancelled and story.said[0].order["district"] == "浦东新区"


def _has(name: str) -> Callable[[Any], bool]:
    return lambda one: one[name] is not None


async def rows(engine: AsyncEngine, wanted: "Select[Any]") -> Sequence[Any]:
    """What a query finds."""
    async with engine.connect() as db:
        return (await db.execute(wanted)).all()


async def drain(soak: Soak, engine: AsyncEngine) -> None:
    """Let the days pass that lie between the tries, until nothing waits for the hotline any more."""
    waiting = select(func.count(), func.max(delivery.c.next_try_at)).where(delivery.c.state == DeliveryState.waiting)
    async with asyncio.timeout(DRAINED_WITHIN):
        while True:
            ((count, latest),) = await rows(engine, waiting)
            if not count:
                return
            await soak.move_clock(latest)
            await asyncio.sleep(0.5)  # the pause between two looks


async def settle(soak: Soak, stories_to_tell: Iterator[Story], broker: LocalBroker | None) -> None:
    """Everything is told and worked on while parts die."""
    async with asyncio.TaskGroup() as group:
        reapers = [group.create_task(soak.reap("tickets", soak.tickets.kill, soak.tickets.start))]
        if broker:
            kill, start = (lambda: asyncio.to_thread(broker.kill)), (lambda: asyncio.to_thread(broker.start))
            reapers.append(group.create_task(soak.reap("broker", kill, start)))
        hands = [group.create_task(soak.tell(stories_to_tell)) for _ in range(AT_ONCE)]
        await asyncio.gather(*hands, *reapers)
    assert soak.tickets.kills == KILLS


@pytest.fixture
async def broker(tmp_path: Path) -> AsyncIterator[LocalBroker | None]:
    """In the long form, and where Kafka can run."""
    if not (LONG and LocalBroker.can_run()):
        yield None
        return
    one = LocalBroker(tmp_path / "node")
    await asyncio.to_thread(one.start)
    yield one
    await asyncio.to_thread(one.stop)


async def test_c10_nothing_is_lost_between_two_systems_that_both_fail(
    durable_postgres: EmbeddedPostgres, broker: LocalBroker | None, tmp_path: Path
) -> None:
    url = await database(durable_postgres, "soak", "ticket")
    engine, began = create_engine(url, 2), perf_counter()
    async with AsyncExitStack() as stack:
        stack.push_async_callback(engine.dispose)
        bootstrap = broker.bootstrap if broker else ""
        tickets = await stack.enter_async_context(process("ticket", url, bootstrap, tmp_path))
        settings = tickets.settings
        sandbox = HotlineSandbox(settings.public_url, settings.hotline_secrets[0].get_secret_value())
        sandbox.faults = Faults.of(list(FAULTS), SEED)
        await stack.enter_async_context(sandbox.listening(settings.hotline_url))
        soak = Soak(sandbox, tickets)
        await settle(soak, islice(stories(SEED, sandbox.now()), ORDERS), broker)
        seconds = perf_counter() - began
        await drain(soak, engine)
        await every_call_back_arrived_under_one_id(soak, engine)
        await soak.come_back()
        await drain(soak, engine)
        await no_message_is_lost_or_doubled(soak, engine)
        await every_order_has_one_ticket(soak, engine)
        await every_call_back_arrived_under_one_id(soak, engine)
        assert await soak.differences() == []
    said = sum(len(story.said) for story in soak.told)
    print(
        f"soak: {ORDERS} orders, {said} messages in {sandbox.notebook.tries(to_bureau=True)} tries, {seconds:.0f} s"
        f" ({said / seconds:.0f} messages/s with {KILLS} deaths{' of each' if broker else ', without Kafka'});"
        f" {len(sandbox.taken)} call-backs in {sandbox.notebook.tries(to_bureau=False)} tries"
    )


async def no_message_is_lost_or_doubled(soak: Soak, engine: AsyncEngine) -> None:
    assert set(soak.statuses) == {202}
    kept = await rows(engine, select(hotline_message.c.id))
    assert sorted(row.id for row in kept) == sorted(
        said.id for story in (*soak.told, *soak.later) for said in story.said
    )


async def every_order_has_one_ticket(soak: Soak, engine: AsyncEngine) -> None:
    words = type_coerce(ticket.c.order, JSONB)["title"].astext.label("title")
    found = await rows(engine, select(ticket.c.order_no, ticket.c.state, words))
    assert len(soak.told) == ORDERS
    assert sorted(row.order_no for row in found) == sorted(story.order_no for story in soak.told)
    there = {row.order_no: row for row in found}
    assert {there[story.order_no].state for story in soak.told if story.cancelled} == {"cancelled"}
    wrong = [one for one in soak.told if not one.cancelled and there[one.order_no].title != one.title]
    assert wrong == []


async def every_call_back_arrived_under_one_id(soak: Soak, engine: AsyncEngine) -> None:
    ledger = await rows(engine, select(delivery.c.id, delivery.c.kind, delivery.c.state))
    assert {row.state for row in ledger} == {"delivered"}
    ids = {f"msg_{row.id}" for row in ledger}
    assert set(soak.sandbox.taken) == ids
    assert soak.sandbox.notebook.ids(to_bureau=False) == ids
    reports = Counter(order_no for kind, order_no in soak.sandbox.taken.values() if kind == "report.filed")
    assert reports == Counter(story.order_no for story in soak.worked)
    unsent = await rows(engine, select(outbox.c.id).where(outbox.c.published_at.is_(None)))
    assert len(unsent) == 0
