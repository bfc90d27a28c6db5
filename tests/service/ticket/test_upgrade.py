"""Tickets that were there before lists, parts and rates: what is copied and taken over for them, and how they go on."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from alembic import command
from sqlalchemy import Connection, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.clocks import store as clocks
from gongkai.clocks.clock import Clock
from gongkai.database.engine import create_engine
from gongkai.database.migrate import config_of, migrate
from gongkai.timepiece import Timepiece, new_id
from gongkai.worktime.calendar import WorkCalendar, load_calendar
from gongkai.worktime.clock import Moment, MomentKind
from tests.makers import Databases, House
from tests.service.ticket.conftest import TicketDoors, at_the_doors
from tests.service.ticket.orders import SECRET, at
from ticket_service.service import SERVICE
from ticket_service.ticket.domain.ended_round import ended_round
from ticket_service.ticket.domain.limits import CONTACT_WITHIN, FINISH_WITHIN
from ticket_service.ticket.domain.next_deadline import deadline_columns
from ticket_service.ticket.store import tickets
from ticket_service.ticket.store.ended_rounds import SAID, ticket_round

RECEIVED = at("2024-09-25 10:00")
SIGNED = at("2024-09-27 10:00")
BACK = at("2024-09-28 10:00")
ENDED = at("2024-09-29 23:30")
TICKET = text(
    """INSERT INTO ticket (id, no, order_no, "order", unit, state, arrived_at, received_at, content_as_of,
    finish_due_at, times_urged, contacts, finished_at, cancelled_at, dealings, version)
    VALUES (:id, :no, :order_no, CAST(:order AS jsonb), 'pudong', :state, :at, :at, :at, :at, 0, '[]', :finished_at,
    :cancelled_at, CAST(:dealings AS jsonb), 3)"""
)
ORDER: dict[str, Any] = {
    "source": "phone",
    "kind": "transfer",
    "priority": "normal",
    "dispatched_at": RECEIVED.isoformat(),
    "category": [],
    "district": "浦东新区",
    "title": "预付卡不退",
    "content": "店家不退预付卡余额",
    "citizen": {"name": None, "phone": None, "anonymous": False, "confidential": False},
    "attachments": [],
    "matter": None,
}


def survey(grade: str, as_of: datetime) -> dict[str, str]:
    return {"as_of": as_of.isoformat(), "grade": grade}


def rounds(cycle: int, *surveys: dict[str, str], **more: Any) -> dict[str, Any]:
    """As it was written then: no word of earlier reopenings."""
    again = {"reopened_as_of": BACK.isoformat(), "ended_at": SIGNED.isoformat()} if cycle > 1 else {}
    return {"cycle": cycle, "surveys": list(surveys)} | again | more


OPEN: dict[str, Any] = {"state": "received", "dealings": None}
FIRST_SURVEY = survey("dissatisfied", BACK)
BEFORE: dict[str, dict[str, Any]] = {
    "G-open": OPEN,
    "G-first": {"state": "surveyed", "finished_at": SIGNED, "dealings": rounds(1, survey("satisfied", BACK))},
    "G-again": {"state": "closed", "finished_at": ENDED, "dealings": rounds(2, FIRST_SURVEY)},
    "G-again-said": {
        "state": "surveyed",
        "finished_at": ENDED,
        "dealings": rounds(2, FIRST_SURVEY, survey("accepted", ENDED)),
    },
    "G-third": {"state": "closed", "finished_at": ENDED, "dealings": rounds(3, FIRST_SURVEY)},
    "G-third-open": {"state": "rehandling", "dealings": rounds(3, FIRST_SURVEY)},
    "G-returned": {"state": "returned", "dealings": rounds(1, ended_at=ENDED.isoformat())},
    "G-cancelled": {"state": "cancelled", "cancelled_at": ENDED, "dealings": None},
}


def _first_four(connection: Connection) -> None:
    config = config_of(SERVICE.migrations)
    config.attributes["connection"] = connection
    command.upgrade(config, "0004")


def _clocks(ticket_id: UUID, state: str, ended_at: datetime | None, calendar: WorkCalendar) -> list[Clock]:
    """Both limits, as they stood at the end."""
    owed = [(limit, Clock.started(ticket_id, limit, RECEIVED, calendar)) for limit in (CONTACT_WITHIN, FINISH_WITHIN)]
    if ended_at is None:
        return [clock for _, clock in owed]
    kind = MomentKind.cancelled if state in ("returned", "cancelled") else MomentKind.met
    return [clock.after(Moment(kind=kind, at=ended_at), limit, calendar) for limit, clock in owed]


async def _write(db: AsyncConnection, calendar: WorkCalendar) -> dict[str, UUID]:
    ids = {}
    for number, (order_no, one) in enumerate(BEFORE.items()):
        ids[order_no] = ticket_id = new_id()
        told = {"finished_at": None, "cancelled_at": None} | one
        dealings = told["dealings"] and json.dumps(told["dealings"])
        row = told | {"id": ticket_id, "no": f"RX-OLD-{number}", "order_no": order_no, "at": RECEIVED}
        row |= {"order": json.dumps(ORDER | {"order_no": order_no}), "dealings": dealings}
        await db.execute(TICKET, row)
        over = one["state"] not in ("received", "rehandling")
        await clocks.add(db, _clocks(ticket_id, one["state"], ENDED if over else None, calendar))
    return ids


@pytest.fixture
async def before(databases: Databases) -> tuple[str, dict[str, UUID]]:
    """A database with tickets of before, brought to the present; its address, and their ids by their order."""
    name = f"before_{new_id().hex}"
    await databases.postgres.create_missing([name])
    engine = create_engine(databases.postgres.url_for(name), 2)
    try:
        async with engine.begin() as db:
            await db.run_sync(_first_four)
            ids = await _write(db, load_calendar())
        await migrate(engine, SERVICE.migrations)
    finally:
        await engine.dispose()
    return databases.postgres.url_for(name), ids


async def _rounds(doors: TicketDoors, ids: Sequence[UUID]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = {one: [] for one in ids}
    async with doors.running.reading() as db:
        for row in await db.execute(select(ticket_round)):
            found[row.ticket_id].append(row)
    return found


async def test_c7_rounds_of_before_are_taken_over_as_the_service_itself_would_write_them(
    house: House, before: tuple[str, dict[str, UUID]]
) -> None:
    url, ids = before
    async with house.open(SERVICE, url=url) as running, at_the_doors(running) as doors:
        written = await _rounds(doors, list(ids.values()))
        async with running.reading() as db:
            known = {one: await tickets.ticket_of(db, ticket_id, None) for one, ticket_id in ids.items()}
            owed = await clocks.of_all(db, list(ids.values()))
        for order_no, one in known.items():
            ended = ended_round(one)
            wanted = [{name: asdict(ended)[name] for name in SAID}] if ended else []
            rows = [{name: getattr(row, name) for name in SAID} for row in written[one.id]]
            assert rows == wanted, order_no
            copied = {name: said for name, said in deadline_columns(owed[one.id]).items() if name.startswith("next_")}
            assert {name: getattr(one, name) for name in copied} == copied
    grades = {order_no: [row.grade for row in written[ticket_id]] for order_no, ticket_id in ids.items()}
    assert grades["G-again"] == [""], "what the citizen said of the first round is no word on the second"
    assert (grades["G-first"], grades["G-again-said"]) == (["satisfied"], ["accepted"])


@pytest.mark.parametrize("order_no", ["G-third", "G-third-open"])
async def test_c2_a_third_round_of_before_goes_on(
    order_no: str, house: House, timepiece: Timepiece, before: tuple[str, dict[str, UUID]]
) -> None:
    """When the hotline had come back with it the first time was not kept then."""
    url, ids = before
    timepiece.move(at("2024-09-30 11:30"))
    async with house.open(SERVICE, url=url, hotline_secrets=(SECRET,)) as running, at_the_doors(running) as doors:
        surveyed = await doors.push("survey.result", order_no=order_no, grade="满意", occurred="2024-09-30 10:00")
        assert surveyed.status_code == 202, surveyed.text
        again = await doors.push("reopened", order_no=order_no, occurred="2024-09-30 11:00")
        assert again.status_code == 202, again.text
        written = (await _rounds(doors, list(ids.values())))[ids[order_no]]
    assert [(row.cycle, row.grade, row.rehandled) for row in written] == (
        [(3, "satisfied", "yes")] if order_no == "G-third" else []
    )
