"""Each warning once, at its stage, and none after the limit is met: on a real database."""

import asyncio
import json
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from gongkai.messaging.outbox import outbox
from gongkai.organisation.people import people
from gongkai.runtime.service import ServiceRuntime
from gongkai.timepiece import Timepiece
from notify_service.delivery.domain import Recipients
from notify_service.delivery.store import delivery
from notify_service.delivery.timers import give_due_warnings
from notify_service.delivery.usecases import give_warnings
from notify_service.warnings.store import ladder, warning
from notify_service.watch.store.schedule import schedule
from tests.service.notify.conftest import Read, Tick
from tests.service.notify.owner import at, every_day, owed, tell


async def test_b1_a_ticket_is_warned_of_at_each_stage(
    notify: ServiceRuntime, timepiece: Timepiece, tick: Tick, stages_given: Read
) -> None:
    timepiece.move(at("2024-09-30", 10))
    await tell(notify, owed())
    for day in every_day(date(2024, 9, 30), date(2024, 10, 29)):
        for hour in (0, 9, 15, 22):
            await tick(at(day, hour))
    assert await stages_given() == ["left_5", "left_2", "left_1", "due_day", "overdue_1", "overdue_2"]
    async with notify.reading() as db:
        given = (await db.execute(select(warning.c.given_at).order_by(warning.c.given_at))).scalars().all()
    expected = ("2024-10-18", "2024-10-23", "2024-10-24", "2024-10-25", "2024-10-28", "2024-10-29")
    assert [moment - at(day) < timedelta(seconds=30) for moment, day in zip(given, expected, strict=True)] == [True] * 6


async def test_b2_four_tickers_give_each_warning_once(
    notify: ServiceRuntime, timepiece: Timepiece, stages_given: Read
) -> None:
    timepiece.move(at("2024-10-21"))
    await tell(notify, *(owed(date(2024, 10, 17), 3) for _ in range(450)))
    timepiece.move(at("2024-10-22", 9, 1))

    async def ticker() -> int:
        done, idle = 0, 0
        while idle < 3:
            more = await give_due_warnings(notify)
            done, idle = done + more, 0 if more else idle + 1
        return done

    done = await asyncio.gather(*(ticker() for _ in range(4)))
    assert sum(done) == 450
    assert await stages_given() == ["due_day"] * 450
    async with notify.reading() as db:
        events = await db.scalar(select(func.count()).select_from(outbox))
        same = await db.scalar(select(func.count()).select_from(outbox.join(warning, outbox.c.id == warning.c.id)))
    assert (events, same) == (450, 450)


async def test_b2_a_ticker_that_dies_leaves_its_alarms_to_the_others(
    notify: ServiceRuntime, timepiece: Timepiece, tick: Tick, stages_given: Read
) -> None:
    timepiece.move(at("2024-10-21"))
    await tell(notify, owed(date(2024, 10, 17), 3))
    timepiece.move(at("2024-10-22"))
    with pytest.raises(ZeroDivisionError):
        await _die_before_the_commit(notify)
    assert await stages_given() == []
    assert await tick(at("2024-10-22")) == 1
    assert await stages_given() == ["due_day"]


async def _die_before_the_commit(notify: ServiceRuntime) -> None:
    async with notify.work() as work:
        assert await give_warnings(work, schedule(), Recipients(ladder(), people(), by_mail=False)) == 1
        raise ZeroDivisionError


async def test_b2_a_due_date_that_moves_moves_the_alarms(
    notify: ServiceRuntime, timepiece: Timepiece, tick: Tick, stages_given: Read, pending: Read
) -> None:
    timepiece.move(at("2024-09-30", 10))
    ticket = owed()
    await tell(notify, ticket)
    await tick(at("2024-10-18"))
    extended = ticket.changed(due=date(2024, 11, 15))
    timepiece.move(at("2024-10-22", 11))
    await tell(notify, extended)
    assert await pending() == ["left_5", "left_2", "left_1", "due_day", "overdue_1"]
    for day in every_day(date(2024, 10, 22), date(2024, 11, 8)):
        await tick(at(day, 10))
    assert await stages_given() == ["left_5", "left_5"]


async def test_b2_a_stage_already_given_for_the_same_day_is_not_given_again(
    notify: ServiceRuntime, timepiece: Timepiece, tick: Tick, stages_given: Read
) -> None:
    timepiece.move(at("2024-09-30", 10))
    ticket = owed()
    await tell(notify, ticket)
    await tick(at("2024-10-18"))
    away = ticket.changed(due=date(2024, 11, 15))
    await tell(notify, away)
    back = away.changed(due=None)
    await tell(notify, back)
    await tell(notify, back.changed())
    await tick(at("2024-10-18", 10))
    assert await stages_given() == ["left_5"]
    await tick(at("2024-10-23"))
    assert await stages_given() == ["left_5", "left_2"]


async def test_b2_no_warning_once_the_limit_is_met_paused_or_cancelled(
    notify: ServiceRuntime, timepiece: Timepiece, tick: Tick, stages_given: Read, pending: Read
) -> None:
    timepiece.move(at("2024-09-30", 10))
    tickets = [owed() for _ in range(3)]
    await tell(notify, *tickets)
    await tell(
        notify, *(one.changed(state=state) for one, state in zip(tickets, ("met", "paused", "cancelled"), strict=True))
    )
    assert await pending() == []
    assert await tick(at("2024-10-28")) == 0
    assert await stages_given() == []


async def test_b2_a_resumed_clock_is_warned_of_by_its_new_due_day(
    notify: ServiceRuntime, timepiece: Timepiece, tick: Tick, stages_given: Read, pending: Read
) -> None:
    timepiece.move(at("2024-09-30", 10))
    ticket = owed()
    await tell(notify, ticket, ticket.changed(state="paused"))
    timepiece.move(at("2024-10-28", 10))
    await tell(notify, ticket.changed().changed(due=date(2024, 11, 1)))
    assert await pending() == ["left_5", "left_2", "left_1", "due_day", "overdue_1"]
    await tick(at("2024-10-28", 10))
    assert await stages_given() == ["left_5"]


async def test_b2_after_an_outage_one_warning_at_the_right_stage(
    notify: ServiceRuntime, timepiece: Timepiece, tick: Tick, stages_given: Read, pending: Read
) -> None:
    timepiece.move(at("2024-09-30", 10))
    await tell(notify, owed())
    await tick(at("2024-11-01", 23))
    assert await stages_given() == []
    assert await tick(at("2024-11-02", 10)) == 0  # a Saturday
    assert await tick(at("2024-11-04", 9)) == 1
    assert await stages_given() == ["overdue_6"]
    assert await pending() == ["overdue_7"]


async def test_b2_whoever_is_told_late_at_night_is_warned_in_the_morning(
    notify: ServiceRuntime, timepiece: Timepiece, tick: Tick, stages_given: Read
) -> None:
    timepiece.move(at("2024-10-23", 23))
    await tell(notify, owed())
    assert await tick(at("2024-10-23", 23, 30)) == 0
    assert await tick(at("2024-10-24")) == 1
    assert await stages_given() == ["left_1"]


async def test_b2_a_clock_begun_anew_is_warned_of_anew(
    notify: ServiceRuntime, timepiece: Timepiece, tick: Tick, stages_given: Read, pending: Read
) -> None:
    timepiece.move(at("2024-09-30", 10))
    ticket = owed()
    await tell(notify, ticket)
    await tick(at("2024-10-18"))
    await tell(notify, ticket.changed(cycle=2))
    await tick(at("2024-10-18", 10))
    assert await stages_given() == ["left_5", "left_5"]
    assert await pending() == ["left_2", "left_1", "due_day", "overdue_1"]


async def test_b3_who_is_told_follows_the_ladder(notify: ServiceRuntime, timepiece: Timepiece, tick: Tick) -> None:
    timepiece.move(at("2024-09-30", 10))
    await tell(notify, owed())
    roles = {one.id: one.roles for one in people()}
    told: dict[str, set[str]] = {}
    for day in ("2024-10-18", "2024-10-24", "2024-10-28"):
        await tick(at(day))
        async with notify.reading() as db:
            rows = await db.execute(
                select(delivery.c.recipient, warning.c.stage)
                .join(warning, warning.c.id == delivery.c.warning_id)
                .order_by(warning.c.given_at)
            )
            for row in rows:
                told.setdefault(row.stage, set()).update(roles[row.recipient])
    assert told["left_5"] == {"clerk"}
    assert told["left_1"] == {"clerk", "head"}
    assert told["overdue_1"] >= {"clerk", "head", "office"}


async def test_b2_the_warning_event_is_written_with_it(
    notify: ServiceRuntime, timepiece: Timepiece, tick: Tick
) -> None:
    timepiece.move(at("2024-09-30", 10))
    ticket = owed()
    await tell(notify, ticket)
    await tick(at("2024-10-18"))
    async with notify.reading() as db:
        event = (await db.execute(select(outbox))).one()
        given = (await db.execute(select(warning))).one()
    said = json.loads(event.payload)
    assert event.type == "gongkai.notify.warning-given.v1"
    assert event.id == event.aggregateid == given.id
    assert said["subject_id"] == str(ticket.subject_id)
    assert said["stage"] == "left_5"
    assert said["due_on"] == "2024-10-25"
    assert said["recipients"]
    assert given.days_left == 5
