"""The course a clock has taken: its log folded into one cycle's beginning, pauses, extensions and end."""

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

    cycle: int
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
    """A limit counted with a calendar: folds a log into a course and says when it is due.

    A pause counts from the day after the pausing moment's day to the day of resumption, both included; its units are
    added to the end. It stops nothing when the term had already run out, and never moves a fixed date.
    """

    limit: Limit
    calendar: WorkCalendar

    def follow(self, log: Sequence[Moment]) -> ClockCycle:
        """Never refuses a log that `append` wrote: what is repeated or comes too late is passed over."""
        course: ClockCycle | None = None
        for moment in in_order(log):
            if moment.kind is MomentKind.restarted or (course is None and moment.kind is MomentKind.started):
                course = self._begin(moment, course.cycle + 1 if course else 1)
            elif moment.kind is MomentKind.hastened and course and not course.closed:
                course = self._begin(moment, course.cycle)
            elif course and not course.closed:
                course = self._step(course, moment)
        if course is None:
            raise NotStarted("该时限尚未起算。")
        return course

    def resumed(self, course: ClockCycle, at: datetime, day: date | None = None) -> ClockCycle:
        """The open pause closed, its units added to the end."""
        opened = course.paused
        if opened is None:
            return course
        after = max(opened.legal_day, course.received_on)
        until = max(after, day or office_day(at))
        course = replace(course, paused=None)
        if self.limit.unit is LimitUnit.hours:
            paused_for = max(timedelta(), at - opened.at) if opened.at < course.end_at else timedelta()
            return self._ending(course, at=course.end_at + paused_for)
        if self.limit.unit is LimitUnit.fixed_date or after >= course.end:
            return course
        pause = CountedPause(after=after, until=until, moment=opened)
        return replace(self._later(course, self._units(after, until)), pauses=(*course.pauses, pause))

    def due_on(self, course: ClockCycle) -> date:
        """The last day; a rest day gives way to the next working day unless the day itself was decided."""
        decided = course.rescheduled is not None and course.rescheduled.day == course.end
        if self.limit.unit in (LimitUnit.working_days, LimitUnit.hours) or decided or self.calendar.counts(course.end):
            return course.end
        return self.calendar.add(course.end, 1)

    def due_at(self, course: ClockCycle) -> datetime:
        return course.end_at if self.limit.unit is LimitUnit.hours else day_end(self.due_on(course))

    def total(self, course: ClockCycle) -> int:
        """Units from the receipt to the end, pauses left out."""
        if self.limit.unit is LimitUnit.hours:
            return course.length + sum(each.moment.days for each in course.extensions)
        paused = sum(self._units(each.after, max(each.after, min(each.until, course.end))) for each in course.pauses)
        return max(0, self._units(course.received_on, course.end) - paused)

    def left(self, course: ClockCycle, at: datetime) -> int:
        """Units left after the day of `at` (for hours: begun hours left); negative once it is late."""
        if self.limit.unit is LimitUnit.hours:
            hours, rest = divmod(course.end_at - at, timedelta(hours=1))
            return hours + 1 if hours >= 0 and rest else hours
        today, due = max(office_day(at), course.received_on), self.due_on(course)
        if self.limit.unit is LimitUnit.working_days:
            return self.calendar.count(today, due)
        return (course.end - today).days if today <= course.end else min(0, (due - today).days)

    def _begin(self, moment: Moment, cycle: int) -> ClockCycle:
        received = moment.legal_day
        course = ClockCycle(
            cycle=cycle,
            started_at=moment.at,
            received_on=received,
            end=received,
            end_at=moment.at,
            length=moment.days if moment.days > 0 else self.limit.n,
        )
        if self.limit.fixed_date:
            return replace(course, end=self.limit.fixed_date)
        return self._later(course, course.length)

    def _step(self, course: ClockCycle, moment: Moment) -> ClockCycle:
        match moment.kind:
            case MomentKind.paused if course.paused is None:
                return replace(course, paused=moment)
            case MomentKind.resumed:
                return self.resumed(course, moment.at, moment.day)
            case MomentKind.extended if moment.days > 0:
                extension = GrantedExtension(beyond=self.total(course), moment=moment)
                return replace(self._later(course, moment.days), extensions=(*course.extensions, extension))
            case MomentKind.rescheduled if moment.day:
                decided = replace(course, end=moment.day, rescheduled=moment)
                return self._ending(decided, at=day_end(moment.day)) if self.limit.unit is LimitUnit.hours else decided
            case MomentKind.met | MomentKind.cancelled:
                return replace(self.resumed(course, moment.at), closed=moment)
        return course

    def _later(self, course: ClockCycle, units: int) -> ClockCycle:
        match self.limit.unit:
            case LimitUnit.working_days:
                return replace(course, end=self.calendar.add(course.end, units))
            case LimitUnit.hours:
                return self._ending(course, at=course.end_at + timedelta(hours=units))
        return replace(course, end=course.end + timedelta(days=units))

    def _ending(self, course: ClockCycle, at: datetime) -> ClockCycle:
        return replace(course, end=office_day(at - INSTANT), end_at=at)

    def _units(self, after: date, until: date) -> int:
        if self.limit.unit is LimitUnit.working_days:
            return self.calendar.count(after, until)
        return (until - after).days
