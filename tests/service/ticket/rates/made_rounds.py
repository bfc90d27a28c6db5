"""Hundreds of rounds that nobody handled, written as the service writes them, and a naive count of them."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import insert

from gongkai.actor import Actor
from gongkai.clocks import store as clocks
from gongkai.clocks.clock import Clock
from gongkai.worktime.calendar import Certainty
from gongkai.worktime.clock import ClockState, Moment, MomentKind
from gongkai.worktime.days import day_end, moment
from tests.service.ticket.conftest import TicketDoors
from ticket_service.ticket.domain.ended_round import EndedRound, Ending
from ticket_service.ticket.domain.lifecycle import TicketState
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.store import ended_rounds
from ticket_service.ticket.store.tables import ticket as ticket_table
from ticket_service.ticket.values.case_log import CaseLog
from ticket_service.ticket.values.order import Citizen, Order

FIRST, LAST = date(2024, 8, 1), date(2024, 12, 31)
TODAY: Final = date(2024, 9, 30)
NAMES: Final = ("pudong", "huangpu", "xuhui")
TOLD: Final = ("yes", "no", "")


@dataclass(frozen=True, kw_only=True)
class Made:
    """A round that nobody made, with all that the oracle needs to know."""

    unit: str
    ended: EndedRound | None
    due_on: date
    on_time: bool | None
    contact_due_on: date | None
    contact_on_time: bool | None
    paused_on: date | None


def made(chance: Random, ticket_id: UUID) -> Made:
    """Anything that may be."""

    def some_day() -> date:
        return FIRST + timedelta(days=chance.randrange((LAST - FIRST).days))

    ending = chance.choice([*Ending, Ending.finished, Ending.finished, None])
    cycle = chance.choice([1, 1, 2, 3])
    unit = chance.choice(NAMES)
    ended = ending and EndedRound(
        ticket_id=ticket_id,
        cycle=cycle,
        unit=unit,
        ending=ending,
        ended_on=some_day(),
        again="yes" if cycle > 1 else "no",
        anonymous=chance.choice(TOLD[:2]),
        reached=chance.choice(TOLD[:2]),
        result=chance.choice(["solved", "explained", "unsolved", "other", ""]),
        claim=chance.choice(["lawful", "no_ground", "too_much", "other", ""]),
        grade=chance.choice(["satisfied", "accepted", "dissatisfied", "not_rated", "other", ""]),
        contacted_first=chance.choice(TOLD),
        solved=chance.choice(TOLD),
        rehandled=chance.choice(TOLD[:2]),
    )
    known, due_on = (True, False), some_day()
    return Made(
        unit=unit,
        ended=ended,
        due_on=due_on,
        on_time=chance.choice(known) if ending is Ending.finished else None,
        contact_due_on=some_day() if chance.random() < 0.7 else None,
        contact_on_time=chance.choice(known if ending is Ending.finished else (*known, None)),
        paused_on=chance.choice([some_day(), due_on]) if ending is None and chance.random() < 0.5 else None,
    )


def ticket_of(ticket_id: UUID, one: Made, number: int) -> Ticket:
    begun = moment(FIRST)
    order = Order(
        order_no=ticket_id.hex,
        source="phone",
        kind="transfer",
        priority="normal",
        dispatched_at=begun,
        category=(),
        district="浦东新区",
        title="题",
        content="文",
        citizen=Citizen(),
    )
    return Ticket(
        id=ticket_id,
        no=f"T{ticket_id.hex[:12]}",
        order_no=order.order_no,
        order=order,
        unit=one.unit if one.ended is None else "office",
        state=TicketState.finished if one.ended else TicketState.handling,
        arrived_at=begun,
        received_at=begun,
        content_as_of=begun,
        finish_due_at=day_end(one.due_on),
        next_due_at=day_end(one.due_on),
        dealings=CaseLog(cycle=number % 3 + 1) if number % 4 else None,
    )


def clocks_of(ticket_id: UUID, one: Made) -> list[Clock]:
    """The clock to finish, and that of the first contact: of this round, or of one before it."""
    begun = moment(FIRST)
    paused = one.paused_on and Moment(kind=MomentKind.paused, at=moment(one.paused_on))
    known = {"cycle": 1, "received_on": FIRST, "certainty": Certainty.final, "calendar_version": "v", "met_at": None}
    finish = Clock(
        subject_id=ticket_id,
        code="finish",
        state=ClockState.paused if paused else ClockState.running if one.on_time is None else ClockState.met,
        log=(Moment(kind=MomentKind.started, at=begun), *([paused] if paused else [])),
        started_at=begun,
        due_on=one.due_on,
        due_at=day_end(one.due_on),
        on_time=one.on_time,
        **known,
    )
    due_on = one.contact_due_on or one.due_on
    contact = Clock(
        subject_id=ticket_id,
        code="first_contact",
        state=ClockState.running if one.contact_on_time is None else ClockState.met,
        log=(Moment(kind=MomentKind.started, at=begun),),
        started_at=begun if one.contact_due_on else begun - timedelta(days=9),
        due_on=due_on,
        due_at=day_end(due_on),
        on_time=one.contact_on_time,
        **known,
    )
    return [finish, contact]


def naive(one: Made, first: date, last: date) -> list[tuple[str, str]]:
    """Rate and part, told once more without tables and without SQL."""
    found = [("finished", _limit(one, one.on_time, one.due_on))] if first <= one.due_on <= last else []
    if one.contact_due_on and first <= one.contact_due_on <= last:
        part = _limit(replace(one, paused_on=None), one.contact_on_time, one.contact_due_on)
        found.append(("contacted", part))
    if one.ended and first <= one.ended.ended_on <= last:
        found += _asked(one.ended)
    return found


def _limit(one: Made, on_time: bool | None, due_on: date) -> str:
    if on_time is not None:
        return "on_time" if on_time else "late"
    if one.ended:
        return one.ended.ending
    if one.paused_on and one.paused_on < due_on:
        return "paused"
    return "overdue" if due_on < TODAY else "pending"


def _asked(one: EndedRound) -> list[tuple[str, str]]:
    unreasonable = one.claim in ("no_ground", "too_much")
    silent = "anonymous" if one.anonymous == "yes" else "not_reached" if one.reached == "no" else "pending"
    if one.grade and silent == "pending":
        silent = "not_said"
    came = {"yes": "contacted", "no": "not_contacted"}.get(one.contacted_first, silent)
    said = {"yes": "solved", "no": "explained"}.get(one.solved, silent)
    graded = one.grade in ("satisfied", "accepted", "dissatisfied")
    grade = one.grade if graded else silent.replace("not_said", "not_rated")
    result = {"": "not_stated", "other": "not_stated"}.get(one.result, one.result)
    if one.ending is not Ending.finished:
        parts = dict.fromkeys(("contacted_said", "solved", "solved_said", "satisfied", "rehandled"), str(one.ending))
        return [*parts.items(), ("returned", str(one.ending))]
    parts = {
        "contacted_said": came,
        "solved": "unreasonable" if unreasonable else result,
        "solved_said": "unreasonable" if unreasonable else said,
        "satisfied": "unreasonable" if unreasonable else grade,
        "rehandled": "rehandled" if one.rehandled == "yes" else "rested",
        "returned": "finished",
    }
    if one.cycle > 1:
        parts["still_dissatisfied"] = "content" if graded and grade != "dissatisfied" else grade
    return list(parts.items())


async def fill(doors: TicketDoors, seed: int, count: int) -> list[Made]:
    """So many rounds, written as the service writes them."""
    chance = Random(seed)
    ids = [uuid4() for _ in range(count)]
    found = [made(chance, ticket_id) for ticket_id in ids]
    async with doors.running.work(Actor.system()) as work:
        tickets = [ticket_of(*each, number) for number, each in enumerate(zip(ids, found, strict=True))]
        names = [column.name for column in ticket_table.c if hasattr(Ticket, column.name)]
        await work.db.execute(insert(ticket_table), [{name: getattr(one, name) for name in names} for one in tickets])
        for ticket_id, one in zip(ids, found, strict=True):
            await clocks.add(work.db, clocks_of(ticket_id, one))
        await ended_rounds.add(work.db, [one.ended for one in found if one.ended])
    return found
