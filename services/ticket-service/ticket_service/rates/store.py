"""All SQL of the rates: how many rounds have the same facts, and which rounds stand behind a figure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Date,
    FromClause,
    Integer,
    Row,
    Select,
    String,
    Text,
    Uuid,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.clocks.store import clock
from gongkai.database.columns import Instant
from ticket_service.rates.domain import FACTS, Cohort, Measure, Period, RoundGroup
from ticket_service.ticket.domain.ended_round import LimitOutcome
from ticket_service.ticket.domain.lifecycle import OPEN
from ticket_service.ticket.domain.limits import FINISH_WITHIN
from ticket_service.ticket.store.ended_rounds import limit_outcome, of_the_round, ticket_round
from ticket_service.ticket.store.tables import ticket

finish, contact = clock.alias("finish_clock"), clock.alias("contact_clock")
FIRST: Final = bindparam("first", type_=Date, literal_execute=True)
LAST: Final = bindparam("last", type_=Date, literal_execute=True)
"""Written out, not bound: a plan for any period takes it for a short one, and walks an index for a whole year."""
NOW: Final = bindparam("now", type_=Instant)
UNIT: Final = bindparam("unit", type_=String)
OFFICE: Final = "Asia/Shanghai"


@dataclass(frozen=True, slots=True, kw_only=True)
class RateQuery:
    """Which rounds: of which period, of one unit or (`None`) of all, as things stand at which moment."""

    period: Period
    unit: str | None
    now: datetime

    @property
    def values(self) -> dict[str, Any]:
        """For the statements of this room."""
        return {"first": self.period.first, "last": self.period.last, "unit": self.unit, "now": self.now}


async def groups(db: AsyncConnection, asked: RateQuery) -> list[RoundGroup]:
    """How many rounds of each unit have the same facts: one statement for each cohort, however many rounds."""
    found: list[RoundGroup] = []
    for cohort in Cohort:
        rows = await db.execute(_grouped(cohort, asked.unit is not None), asked.values)
        found += (RoundGroup(unit=unit, cohort=cohort, facts=tuple(facts), count=count) for unit, *facts, count in rows)
    return found


async def behind(
    db: AsyncConnection,
    measure: Measure,
    parts: frozenset[str],
    asked: RateQuery,
    after: tuple[Any, ...] | None,
    limit: int,
) -> Sequence[Row[Any]]:
    """The rounds of some parts of a rate by day: ticket, number of the order, unit, round, part; and who has the ticket
    now, for a later round may be another unit's."""
    rounds = _rounds(measure.cohort).subquery()
    part = _part(measure, rounds)
    wanted = (
        select(rounds.c.day, rounds.c.ticket_id, rounds.c.cycle, rounds.c.unit, part.label("part"))
        .add_columns(ticket.c.no, ticket.c.order_no, ticket.c.unit.label("held_by"))
        .join_from(rounds, ticket, ticket.c.id == rounds.c.ticket_id)
        .where(part.in_(parts))
        .order_by(rounds.c.day, rounds.c.ticket_id, rounds.c.cycle)
        .limit(limit)
    )
    if asked.unit is not None:
        wanted = wanted.where(rounds.c.unit == UNIT)
    if after:
        wanted = wanted.where(tuple_(rounds.c.day, rounds.c.ticket_id, rounds.c.cycle) > tuple_(*_position(after)))
    return (await db.execute(wanted, asked.values)).all()


def position(one: Row[Any]) -> tuple[Any, ...]:
    """Where the next page goes on."""
    return one.day, one.ticket_id, one.cycle


@cache
def _grouped(cohort: Cohort, of_unit: bool) -> Select[Any]:
    rounds = _rounds(cohort).subquery()
    facts = [rounds.c[name] for name in FACTS[cohort]]
    wanted = select(rounds.c.unit, *facts, func.count()).group_by(rounds.c.unit, *facts)
    return wanted.where(rounds.c.unit == UNIT) if of_unit else wanted


def _rounds(cohort: Cohort) -> Select[Any] | CompoundSelect[Any]:
    """The rounds of a cohort with their facts; where a limit is asked about, also those that are still in hand."""
    if cohort is Cohort.ended:
        return _ended(ticket_round.c.ended_on, *(ticket_round.c[name] for name in FACTS[cohort]))
    if cohort is Cohort.due:
        ended = _ended(ticket_round.c.due_on, ticket_round.c.finish.label("standing"))
        return union_all(ended, _in_hand(finish))
    ended = _ended(ticket_round.c.contact_due_on, ticket_round.c.contact.label("standing"))
    return union_all(ended, _in_hand(contact))


def _ended(day: ColumnElement[Any], *facts: ColumnElement[Any]) -> Select[Any]:
    known = (ticket_round.c.ticket_id, ticket_round.c.cycle, ticket_round.c.unit, day.label("day"))
    return select(*known, *facts).where(day.between(FIRST, LAST))


def _in_hand(of: Any) -> Select[Any]:
    """Rounds of tickets in hand whose clock of this kind ends in the period."""
    cycle = func.coalesce(cast(cast(ticket.c.dealings, JSONB)["cycle"].astext, Integer), 1)
    source = ticket.join(finish, and_(finish.c.subject_id == ticket.c.id, finish.c.code == FINISH_WITHIN.code))
    if of is not finish:
        source = source.join(of, of_the_round(finish, of))
    return (
        select(ticket.c.id, cycle, ticket.c.unit, of.c.due_on, _standing(of))
        .select_from(source)
        .where(ticket.c.state.in_(OPEN), ticket.c.part_of.is_(None), of.c.due_on.between(FIRST, LAST))
    )


def _standing(of: Any) -> ColumnElement[str]:
    """A pause that began on the last day, or later, holds nothing up."""
    paused_at = cast(of.c.log[-1]["at"].astext, Instant)
    holds = and_(of.c.state == "paused", cast(func.timezone(OFFICE, paused_at), Date) < of.c.due_on)
    return limit_outcome(
        of,
        case((holds, LimitOutcome.paused), (of.c.due_at <= NOW, LimitOutcome.overdue), else_=LimitOutcome.running),
    )


def _part(measure: Measure, rounds: FromClause) -> ColumnElement[Any]:
    """The code of the part to which a round belongs, by the rules of `domain.rates`."""
    *parts, rest = measure.parts
    found = case(
        (~_fits(measure.of, rounds), None),
        *((_fits(part.when, rounds), part.code) for part in parts),
        else_=rest.code,
    )
    return cast(found, Text)


def _fits(when: Any, rounds: FromClause) -> ColumnElement[bool]:
    return and_(literal(True), *(rounds.c[name].in_(sorted(words)) for name, words in sorted(when.items())))


def _position(after: tuple[Any, ...]) -> list[ColumnElement[Any]]:
    day, ticket_id, cycle = after
    return [literal(day, Date), literal(ticket_id, Uuid), literal(cycle, Integer)]
