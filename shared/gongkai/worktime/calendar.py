"""The working-day calendar: which days count, who said so, and how far ahead that is certain."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from hashlib import sha256
from itertools import pairwise

from gongkai.refusals import Ground, Point, Refusal
from gongkai.worktime.notices import SATURDAY, LocalLayer, Year, bundled_layers, bundled_years, refuse


class Working(StrEnum):
    """Is it a working day: unknown means that its year has not been announced."""

    yes = "yes"
    no = "no"
    unknown = "unknown"


class Certainty(StrEnum):
    """Whether a day was counted on announced years only, or partly on the Monday-to-Friday guess."""

    final = "final"
    provisional = "provisional"


class BeyondCalendar(Refusal):
    """The counting leaves the years that can be written down."""

    code = "beyond-calendar"
    ground = Ground.unfit


@dataclass(frozen=True, slots=True)
class DayFact:
    """What is known of one day. `reason` is working_day, make_up_day, holiday, weekend, local_off, local_make_up
    or unannounced; `source` is the notice that set it, empty for an ordinary day."""

    day: date
    working: Working
    counts: bool
    reason: str
    name: str = ""
    source: str = ""


class WorkCalendar:
    """Announced years with the local layers over them; every question is answered in the same short time.

    Inside the announced years: prefix sums over the days, and the list of working days. Outside: the arithmetic of
    plain weeks. `add` and `count` are each other's inverse.
    """

    def __init__(self, years: Sequence[Year], local: Sequence[LocalLayer] = ()) -> None:
        self.years = tuple(sorted(years, key=lambda year: year.year))
        self.local = tuple(local)
        refuse(_gaps(self.years))
        self.first_announced = date(self.years[0].year, 1, 1)
        self.last_announced = date(self.years[-1].year, 12, 31)
        self.version = _version(self.years, self.local)
        self._special: dict[date, DayFact] = {}
        refuse(self._take_years())
        refuse(self._take_layers())
        self._count_up()

    def _take_years(self) -> Iterator[Point]:
        for year in self.years:
            yield from year.faults()
            for each in year.breaks:
                for day in (*each.off, *each.worked):
                    if day in self._special:
                        yield Point(f"/years/{year.year}", "duplicate-day", f"{day}已由另一年度的通知安排")
                self._set(each.off, False, "holiday", each.name, each.notice)
                self._set(each.worked, True, "make_up_day", each.name, each.notice)

    def _take_layers(self) -> Iterator[Point]:
        for layer in self.local:
            for each in layer.breaks:
                for day in self._announced(each.off):
                    if not self.fact(day).counts:
                        yield Point(f"/local/{layer.place}", "local-without-effect", f"{day}本不上班")
                for day in self._announced(each.worked):
                    if self.fact(day).counts:
                        yield Point(f"/local/{layer.place}", "local-without-effect", f"{day}本应上班")
                self._set(each.off, False, "local_off", each.name, each.notice)
                self._set(each.worked, True, "local_make_up", each.name, each.notice)

    def _announced(self, days: Sequence[date]) -> Iterator[date]:
        return (day for day in days if self.first_announced <= day <= self.last_announced)

    def _set(self, days: Sequence[date], counts: bool, reason: str, name: str, source: str) -> None:
        working = Working.yes if counts else Working.no
        for day in self._announced(days):
            self._special[day] = DayFact(day, working, counts, reason, name, source)

    def _count_up(self) -> None:
        """Lay out `_upto[i]`, the working days among the first i announced days, and `_nth[k]`, the k-th of them."""
        self._before = self.first_announced.toordinal() - 1
        self._span = self.last_announced.toordinal() - self._before
        self._upto = [0]
        self._nth = [date.fromordinal(self._before)]
        for ordinal in range(self._before + 1, self._before + self._span + 1):
            day = date.fromordinal(ordinal)
            if self.fact(day).counts:
                self._nth.append(day)
            self._upto.append(len(self._nth) - 1)
        self._total = self._upto[-1]
        self._weekdays_before = _weekdays(self._before)
        self._weekdays_after = _weekdays(self._before + self._span) - self._total

    def is_working(self, day: date) -> Working:
        return self.fact(day).working

    def counts(self, day: date) -> bool:
        """Whether the day counts; for a day not announced, Monday to Friday is the guess."""
        i = day.toordinal() - self._before
        if 0 < i <= self._span:
            return self._upto[i] > self._upto[i - 1]
        return day.weekday() < SATURDAY

    def add(self, day: date, n: int) -> date:
        """The nth working day after `day`; for n < 0 the nth before it; `day` itself never counts and is n = 0."""
        if n > 0:
            i = day.toordinal() - self._before
            if 0 <= i <= self._span:
                k = self._upto[i] + n
                if k <= self._total:
                    return self._nth[k]
            return self._at(self._worked(day.toordinal()) + n)
        if n == 0:
            return day
        return self._at(self._worked(day.toordinal() - 1) + n + 1)

    def count(self, a: date, b: date) -> int:
        """Working days d with a < d <= b; for b before a the negative of the way back."""
        return self._worked(b.toordinal()) - self._worked(a.toordinal())

    def certainty(self, day: date) -> Certainty:
        known = self.first_announced <= day <= self.last_announced
        return Certainty.final if known else Certainty.provisional

    def due(self, received: date, n: int) -> tuple[date, Certainty]:
        """The last day of n working days: the day of receipt does not count (Civil Code 201)."""
        last = self.add(received, n)
        return last, self.certainty_of_span(received, last)

    def certainty_of_span(self, after: date, last: date) -> Certainty:
        """How sure a count over the days d with after < d <= last is."""
        known = after.toordinal() >= self._before and last <= self.last_announced
        return Certainty.final if known else Certainty.provisional

    def fact(self, day: date) -> DayFact:
        if special := self._special.get(day):
            return special
        weekday = day.weekday() < SATURDAY
        if not self.first_announced <= day <= self.last_announced:
            return DayFact(day, Working.unknown, weekday, "unannounced")
        if weekday:
            return DayFact(day, Working.yes, True, "working_day")
        return DayFact(day, Working.no, False, "weekend")

    def _worked(self, ordinal: int) -> int:
        """Working days from the first announced day up to this one; negative before it."""
        i = ordinal - self._before
        if i < 0:
            return _weekdays(ordinal) - self._weekdays_before
        return self._upto[i] if i <= self._span else _weekdays(ordinal) - self._weekdays_after

    def _at(self, k: int) -> date:
        """The inverse of `_worked`: the k-th working day, k = 1 being the first announced one."""
        if 0 < k <= self._total:
            return self._nth[k]
        nth_weekday = k + (self._weekdays_before if k <= 0 else self._weekdays_after)
        weeks, rest = divmod(nth_weekday - 1, 5)
        try:
            return date.fromordinal(7 * weeks + rest + 1)
        except (ValueError, OverflowError) as error:
            raise BeyondCalendar("日期超出可计算的范围。") from error


def _weekdays(ordinal: int) -> int:
    """Mondays to Fridays from 0001-01-01, a Monday, up to the day of this ordinal."""
    weeks, rest = divmod(ordinal, 7)
    return 5 * weeks + min(rest, 5)


def _gaps(years: Sequence[Year]) -> Iterator[Point]:
    if not years:
        yield Point("/years", "years-missing", "没有任何年度的放假安排")
    for before, after in pairwise(years):
        if after.year != before.year + 1:
            yield Point(f"/years/{after.year}", "years-not-in-a-row", "年度重复或不连续")


def _version(years: Sequence[Year], local: Sequence[LocalLayer]) -> str:
    """Names the content: the last year, the layers, and a digest that changes with any day or notice."""
    rows = [year.to_json() for year in years], [layer.to_json() for layer in local]
    content = json.dumps(rows, ensure_ascii=False, sort_keys=True)
    places = "".join(f"+{layer.place}" for layer in local)
    return f"{years[-1].year}{places}.{sha256(content.encode()).hexdigest()[:8]}"


@cache
def load_calendar() -> WorkCalendar:
    """The calendar of the bundled files, read once."""
    return WorkCalendar(bundled_years(), bundled_layers())
