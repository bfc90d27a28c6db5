"""Why a limit ends on the day it ends: every day from the receipt on, counted or not, and by whose word."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from gongkai.worktime.calendar import DayFact, WorkCalendar
from gongkai.worktime.clock import ClockReading, ClockState, Moment, MomentKind, limit_of_log, read
from gongkai.worktime.days import day_start, office_day
from gongkai.worktime.limit import Limit, LimitUnit
from gongkai.worktime.replay import ClockCycle, CountingRule
from gongkai.worktime.sentences import (
    ExplainedDay,
    closing_words,
    extension_words,
    grouped_words,
    opening_words,
    phrase,
)

LATE_DAYS_SHOWN: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A limit told day by day (`days`) and in Chinese (`words()`), with the reading it explains."""

    limit: Limit
    reading: ClockReading
    days: tuple[ExplainedDay, ...]
    sentences: tuple[str, ...]

    def words(self) -> list[str]:
        return list(self.sentences)

    def to_json(self) -> dict[str, Any]:
        reading = self.reading
        return {
            "due_on": reading.due_on.isoformat(),
            "due_at": reading.due_at.isoformat(),
            "certainty": reading.certainty.value,
            "calendar_version": reading.calendar_version,
            "received_on": reading.received_on.isoformat(),
            "unit": self.limit.unit.value,
            "working_days": self.limit.working_days,
            "days": [day.to_json() for day in self.days],
            "words": self.words(),
        }


def explain(limit: Limit, log: Sequence[Moment], calendar: WorkCalendar, now: datetime) -> Explanation:
    """From the day of receipt to the due day of the present cycle, and on to `now` (or the end) when it is late."""
    rule = CountingRule(limit, calendar)
    followed = rule.follow(log)
    at = followed.closed.at if followed.closed else now
    reading, cycle = read(rule, followed, now), rule.resumed(followed, at)
    days = tuple(_days(rule, cycle, reading, office_day(at)))
    said = (
        *opening_words(limit, reading, [extension_words(each.moment, limit.unit) for each in cycle.extensions]),
        *grouped_words(days, limit.unit),
        *closing_words(limit, reading, cycle.rescheduled, _unannounced(calendar, reading)),
    )
    return Explanation(limit=limit_of_log(log, limit), reading=reading, days=days, sentences=said)


def explain_due(received: date, working_days: int, calendar: WorkCalendar) -> Explanation:
    """The public calculator: a day of receipt and a number of working days."""
    limit = Limit("calculator", working_days=working_days)
    at = day_start(received)
    return explain(limit, [Moment(MomentKind.started, at)], calendar, at)


def _days(rule: CountingRule, cycle: ClockCycle, reading: ClockReading, today: date) -> Iterator[ExplainedDay]:
    if rule.limit.unit is LimitUnit.hours:
        return
    counted = 0
    for day in _span(cycle.received_on, reading.due_on):
        explained = _within(rule, cycle, day, counted + 1)
        counted += explained.counts
        yield replace(explained, words=phrase([explained], rule.limit.unit, year=True))
    if not reading.late or reading.state is ClockState.cancelled:
        return
    counted = 0
    for day in _span(reading.due_on + timedelta(days=1), today):
        explained = _after(rule, day, counted + 1)
        counted += explained.counts
        yield replace(explained, words=phrase([explained], rule.limit.unit, year=True))
        if counted == LATE_DAYS_SHOWN:
            return


def _span(first: date, last: date) -> Iterator[date]:
    """All days from first to last; the first one always."""
    return (first + timedelta(days=i) for i in range((last - first).days + 1))


def _within(rule: CountingRule, cycle: ClockCycle, day: date, number: int) -> ExplainedDay:
    fact = rule.calendar.fact(day)
    if day == cycle.received_on:
        return _plain(fact, "receipt_day", False)
    pause = next((each for each in cycle.pauses if each.after < day <= each.until), None)
    if pause:
        return _plain(fact, "paused", False, note=pause.moment.reason)
    by_working_days = rule.limit.unit is LimitUnit.working_days
    if by_working_days and not fact.counts:
        return _plain(fact, fact.reason, False)
    if not by_working_days and day > cycle.end:
        return _plain(fact, "rolled" if fact.counts else fact.reason, False)
    extension = next((each for each in reversed(cycle.extensions) if number > each.beyond), None)
    if extension:
        return _plain(fact, "extended", True, number, extension_words(extension.moment, rule.limit.unit))
    return _plain(fact, fact.reason if by_working_days else "calendar_day", True, number)


def _after(rule: CountingRule, day: date, number: int) -> ExplainedDay:
    fact = rule.calendar.fact(day)
    if fact.counts or rule.limit.unit is not LimitUnit.working_days:
        return _plain(fact, "overdue", True, number)
    return _plain(fact, fact.reason, False)


def _plain(fact: DayFact, reason: str, counts: bool, number: int = 0, note: str = "") -> ExplainedDay:
    return ExplainedDay(
        date=fact.day, counts=counts, reason=reason, name=fact.name, source=fact.source, number=number, note=note
    )


def _unannounced(calendar: WorkCalendar, reading: ClockReading) -> str:
    """Which year is missing, in words; empty when none is."""
    if reading.received_on < calendar.first_announced - timedelta(days=1):
        return f"{calendar.first_announced.year}年以前的放假安排未收录"
    return f"{calendar.last_announced.year + 1}年放假安排尚未公布"
