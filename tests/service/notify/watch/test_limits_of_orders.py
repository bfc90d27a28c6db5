"""What the ticket service announces is warned of at the stages of each limit's length: told from door to warning."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import pytest
from sqlalchemy import select

from gongkai.runtime.service import ServiceRuntime
from gongkai.timepiece import Timepiece
from notify_service.service import SERVICE as NOTIFY
from notify_service.warnings.store import warning
from notify_service.watch.store.tables import alarm, watch
from tests.event_pipeline import eventually
from tests.makers import House
from tests.service.notify.owner import at
from tests.service.ticket.conftest import TicketDoors, at_the_doors
from tests.service.ticket.orders import SECRET
from ticket_service.service import SERVICE as TICKET

REVIEW = [("left_1", "2024-10-11"), ("due_day", "2024-10-12"), ("overdue_1", "2024-10-14")]
"""Three working days from 9 October; the 12th is a Saturday, but one at work."""
ONE_DAY = [("due_day", "10"), ("due_day_10", "10"), ("due_day_15", "10"), ("overdue_1", "11")]


@dataclass
class Suite:
    """Both services at work, on one bus and one clock."""

    doors: TicketDoors
    notify: ServiceRuntime
    timepiece: Timepiece

    async def planned(self, code: str) -> list[tuple[str, datetime]]:
        """The stages of a limit that are still to come, in order."""
        async with self.notify.reading() as db:
            waiting = select(alarm.c.stage, alarm.c.due_at).where(alarm.c.clock == code, alarm.c.state == "pending")
            return [(row.stage, row.due_at) for row in await db.execute(waiting.order_by(alarm.c.due_at))]

    async def given(self, code: str) -> list[str]:
        """The stages at which people were warned."""
        async with self.notify.reading() as db:
            rows = select(warning.c.stage).where(warning.c.clock == code).order_by(warning.c.given_at)
            return list(await db.scalars(rows))

    async def watched(self, code: str) -> str | None:
        """How a limit stands there."""
        async with self.notify.reading() as db:
            state: str | None = await db.scalar(select(watch.c.state).where(watch.c.clock == code))
            return state

    async def comes_to(self, code: str, stages: list[tuple[str, str]]) -> None:
        """Wait until exactly these stages are planned, by their days of October 2024."""
        wanted = [(stage, day[-2:]) for stage, day in stages]

        async def there() -> bool:
            return [(stage, f"{due_at:%d}") for stage, due_at in await self.planned(code)] == wanted

        await eventually(there, within=20)


@pytest.fixture
async def suite(house: House, timepiece: Timepiece) -> AsyncIterator[Suite]:
    """It is Wednesday, 9 October 2024, 10:00 in Shanghai."""
    timepiece.move(at("2024-10-09", 10))
    async with AsyncExitStack() as stack:
        notify = await stack.enter_async_context(house.open(NOTIFY, role="worker"))
        ticket = await stack.enter_async_context(house.open(TICKET, role="worker", hotline_secrets=(SECRET,)))
        yield Suite(await stack.enter_async_context(at_the_doors(ticket)), notify, timepiece)


async def order(suite: Suite) -> dict[str, object]:
    """An order that came this morning."""
    return await suite.doors.ticket(occurred="2024-10-09 09:00", dispatched_at="2024-10-09T09:00:00+08:00")


async def test_b1_a_call_back_review_is_warned_of_as_three_working_days(suite: Suite) -> None:
    ticket = await order(suite)
    await suite.doors.push("review", occurred="2024-10-09 09:30")
    await suite.comes_to("callback_review", REVIEW)
    suite.timepiece.move(at("2024-10-11", 9, 1))

    async def given() -> bool:
        return await suite.given("callback_review") == ["left_1"]

    await eventually(given, within=20)
    read = await suite.doors.read(str(ticket["id"]))
    answered = await suite.doors.act(suite.doors.clerk, read, "review-reply", reply="已向市民说明。")
    assert answered.status_code == 200, answered.text
    await suite.comes_to("callback_review", [])
    assert await suite.watched("callback_review") == "met"


@pytest.mark.parametrize(
    ("days", "stages"),
    [
        (1, ONE_DAY),
        (3, REVIEW),
        (5, [("left_2", "12"), ("left_1", "14"), ("due_day", "15"), ("overdue_1", "16")]),
    ],
)
async def test_b1_a_supervised_order_is_warned_of_as_the_hotline_counts(
    suite: Suite, days: int, stages: list[tuple[str, str]]
) -> None:
    await order(suite)
    await suite.doors.push("supervised", occurred="2024-10-09 09:30", working_days=days)
    await suite.comes_to("supervised", stages)
    assert await suite.watched("supervised") == "running"


async def test_b1_a_shorter_supervision_moves_the_warnings_and_plans_none_twice(suite: Suite) -> None:
    await order(suite)
    await suite.doors.push("supervised", occurred="2024-10-09 09:30", working_days=5)
    await suite.comes_to("supervised", [("left_2", "12"), ("left_1", "14"), ("due_day", "15"), ("overdue_1", "16")])
    await suite.doors.push("supervised", occurred="2024-10-09 09:40", working_days=1)
    await suite.comes_to("supervised", ONE_DAY)
    assert await suite.watched("supervised") == "running"


async def test_b1_the_clocks_of_the_law_are_warned_of_by_their_own_length(suite: Suite) -> None:
    ticket = await order(suite)
    found = await suite.doors.act(suite.doors.clerk, ticket, "matter", kind="complaint")
    assert found.is_success, found.text
    await suite.comes_to(
        "complaint_accept", [("left_2", "15"), ("left_1", "16"), ("due_day", "17"), ("overdue_1", "18")]
    )
    read = await suite.doors.read(str(ticket["id"]))
    taken = await suite.doors.act(suite.doors.clerk, read, "legal-steps", step="complaint_accepted")
    assert taken.is_success, taken.text
    await suite.comes_to("complaint_accept", [])
    await eventually(partial(suite.planned, "mediation"), within=20)
