"""Replay of a clock: its log folded into one cycle with its beginning, pauses, extensions and end."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from gongkai.worktime.calendar import WorkCalendar
from gongkai.worktime.days import day_end, office_day
from gongkai.worktime.limit import Limit, LimitUnit
from gongkai.worktime.moments import ClockState, Moment, MomentKind, NotStarted, in_order

INSTANT: Final = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedPause:
    """A pause that stopped the counting: of the days d with after < d <= until none counts."""

    after: date
    until: date
    moment: Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantedExtension:
    """More units were granted; what counts beyond the first `beyond` units is owed to it."""

    beyond: int
    moment: Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockCycle:
    """One cycle of a clock. `end` is the last day before the last-day rule, `end_at` the end of an hour limit, `length`
    how many units there are without extensions."""

    number: int
    started_at: datetime
    received_on: date
    end: date
    end_at: datetime
    length: int = 0
    pauses: tuple[CountedPause, ...] = ()
    extensions: tuple[GrantedExtension, ...] = ()
    rescheduled: Moment | None = None
    paused: Moment | None = None
    closed: Moment | None = None

    @property
    def state(self) -> ClockState:
        if self.closed:
            return ClockState.met if self.closed.kind is MomentKind.met else ClockState.cancelled
        return ClockState.paused if self.paused else ClockState.running

    @property
    def met_at(self) -> datetime | None:
        return self.closed.at if self.closed and self.closed.kind is MomentKind.met else None


@dataclass(frozen=True, slots=True)
class CountingRule:
    """A limit counted with a calendar: folds a log into a cycle and says when it is due.

    More units are granted before the end, or they are granted too late and change nothing: what is overdue stays so.
    A pause counts from the day after the pausing moment's day to the day of resumption, both included; its units are
    added to the end. It stops nothing when the term had already run out, and never moves a fixed date.
    """

    limit: Limit
    calendar: WorkCalendar

    def follow(self, log: Sequence[Moment]) -> ClockCycle:
        """Never refuses a log that `append` wrote: what is repeated or comes too late is passed over."""
        cycle: ClockCycle | None = None
        for moment in in_order(log):
            if moment.kind is MomentKind.restarted or (cycle is None and moment.kind is MomentKind.started):
                cycle = self._begin(moment, cycle.number + 1 if cycle else 1)
            elif moment.kind is MomentKind.hastened and cycle and not cycle.closed:
                cycle = self._begin(moment, cycle.number)
            elif cycle and not cycle.closed:
                cycle = self._step(cycle, moment)
        if cycle is None:
            raise NotStarted("该时限尚未起算。")
        return cycle

    def resumed(self, cycle: ClockCycle, at: datetime, day: date | None = None) -> ClockCycle:
        """The open pause closed, its units added to the end."""
        opened = cycle.paused
        if opened is None:
            return cycle
        after = max(opened.legal_day, cycle.received_on)
        until = max(after, day or office_day(at))
        cycle = replace(cycle, paused=None)
        if self.limit.unit is LimitUnit.hours:
            paused_for = max(timedelta(), at - opened.at) if opened.at < cycle.end_at else timedelta()
            return self._ending(cycle, at=cycle.end_at + paused_for)
        if self.limit.unit is LimitUnit.fixed_date or after >= cycle.end:
            return cycle
        pause = CountedPause(after=after, until=until, moment=opened)
        return replace(self._later(cycle, self._units(after, until)), pauses=(*cycle.pauses, pause))

    def due_on(self, cycle: ClockCycle) -> date:
        """The last day; a rest day gives way to the next working day unless the day itself was decided."""
        decided = cycle.rescheduled is not None and cycle.rescheduled.day == cycle.end
        if self.limit.unit in (LimitUnit.working_days, LimitUnit.hours) or decided or self.calendar.counts(cycle.end):
            return cycle.end
        return self.calendar.add(cycle.end, 1)

    def due_at(self, cycle: ClockCycle) -> datetime:
        return cycle.end_at if self.limit.unit is LimitUnit.hours else day_end(self.due_on(cycle))

    def total(self, cycle: ClockCycle) -> int:
        """Units from the receipt to the end, pauses left out."""
        if self.limit.unit is LimitUnit.hours:
            return cycle.length + sum(each.moment.days for each in cycle.extensions)
        paused = sum(self._units(each.after, max(each.after, min(each.until, cycle.end))) for each in cycle.pauses)
        return max(0, self._units(cycle.received_on, cycle.end) - paused)

    def left(self, cycle: ClockCycle, at: datetime) -> int:
        """Units left after the day of `at` (for hours: begun hours left); negative once it is late."""
        if self.limit.unit is LimitUnit.hours:
            hours, rest = divmod(cycle.end_at - at, timedelta(hours=1))
            return hours + 1 if hours >= 0 and rest else hours
        today, due = max(office_day(at), cycle.received_on), self.due_on(cycle)
        if self.limit.unit is LimitUnit.working_days:
            return self.calendar.count(today, due)
        return (cycle.end - today).days if today <= cycle.end else min(0, (due - today).days)

    def _begin(self, moment: Moment, number: int) -> ClockCycle:
        received = moment.legal_day
        cycle = ClockCycle(
            number=number,
            started_at=moment.at,
            received_on=received,
            end=received,
            end_at=moment.at,
            length=moment.days if moment.days > 0 else self.limit.n,
        )
        if self.limit.fixed_date:
            return replace(cycle, end=self.limit.fixed_date)
        return self._later(cycle, cycle.length)

    def _step(self, cycle: ClockCycle, moment: Moment) -> ClockCycle:
        match moment.kind:
            case MomentKind.paused if cycle.paused is None:
                return replace(cycle, paused=moment)
            case MomentKind.resumed:
                return self.resumed(cycle, moment.at, moment.day)
            case MomentKind.extended if moment.days > 0 and (cycle.paused or moment.at < self.due_at(cycle)):
                extension = GrantedExtension(beyond=self.total(cycle), moment=moment)
                return replace(self._later(cycle, moment.days), extensions=(*cycle.extensions, extension))
            case MomentKind.rescheduled if moment.day:
                decided = replace(cycle, end=moment.day, rescheduled=moment)
                return self._ending(decided, at=day_end(moment.day)) if self.limit.unit is LimitUnit.hours else decided
            case MomentKind.met | MomentKind.cancelled:
                return replace(self.resumed(cycle, moment.at), closed=moment)
        return cycle

    def _later(self, cycle: ClockCycle, units: int) -> ClockCycle:
        match self.limit.unit:
            case LimitUnit.working_days:
                return replace(cycle, end=self.calendar.add(cycle.end, units))
            case LimitUnit.hours:
                return self._ending(cycle, at=cycle.end_at + timedelta(hours=units))
        return replace(cycle, end=cycle.end + timedelta(days=units))

    def _ending(self, cycle: ClockCycle, at: datetime) -> ClockCycle:
        return replace(cycle, end=office_day(at - INSTANT), end_at=at)

    def _units(self, after: date, until: date) -> int:
        if self.limit.unit is LimitUnit.working_days:
            return self.calendar.count(after, until)
        return (until - after).days
