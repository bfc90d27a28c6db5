"""Rates of requirement C7: what each one counts, what it does not count and why, from `rates.toml`.

Each rate looks at a cohort of rounds and gives every one of them to the first of its parts that fits. A part with a
weight counts: its rounds stand in the denominator, and with their weight in the numerator. A part without is an
exclusion that is shown with its number. So nothing disappears: the parts add up to the cohort.
"""

import csv
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cache
from importlib.resources import files
from io import StringIO
from types import MappingProxyType
from typing import Any, Final, Self

from gongkai.refusals import Ground, Point, Refusal
from ticket_service.ticket.domain.ended_round import ROUND_FACTS, LimitOutcome

LONGEST: Final = 731
"""Days: two years, one of them a leap year."""
MONTHS_OF_A_QUARTER: Final = 3


class PeriodReversed(Refusal):
    """A period ends on the day on which it begins, or later."""

    code = "period-reversed"
    ground = Ground.unfit


class PeriodTooLong(Refusal):
    """Two years at most are counted at once."""

    code = "period-too-long"
    ground = Ground.unfit


class PeriodAhead(Refusal):
    """Of days to come there is nothing to count."""

    code = "period-ahead"
    ground = Ground.unfit


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From the first to the last day."""

    first: date
    last: date

    @classmethod
    def asked(cls, first: date | None, last: date | None, today: date) -> Self:
        """The period that was asked for: without an end until today (or the end of its month), without a beginning
        from the first day of the month."""
        last = last or (max(today, first) if first else _month_end(today))
        first = first or last.replace(day=1)
        if first > last:
            raise _refused(PeriodReversed, "/to", "结束日期不能早于开始日期")
        if first > today:
            raise _refused(PeriodAhead, "/from", "期间尚未开始，没有可统计的办件")
        if (last - first).days >= LONGEST:
            raise _refused(PeriodTooLong, "/to", "一次最多统计两年")
        return cls(first=first, last=last)


def presets(today: date) -> tuple[tuple[str, Period], ...]:
    """The periods that are asked for most: month, quarter and year, the present and the last one."""
    month, year = today.replace(day=1), today.replace(month=1, day=1)
    quarter = month.replace(month=month.month - (month.month - 1) % MONTHS_OF_A_QUARTER)
    begins = {"本月": month, "本季度": quarter, "本年": year}
    lengths = {"本月": 1, "本季度": MONTHS_OF_A_QUARTER, "本年": 12}
    found = []
    for words, first in begins.items():
        before = _months_later(first, -lengths[words])
        last = _months_later(first, lengths[words]) - timedelta(days=1)
        found += [
            (words, Period(first=first, last=last)),
            (words.replace("本", "上"), Period(first=before, last=first - timedelta(days=1))),
        ]
    return tuple(found)


def _month_end(day: date) -> date:
    return _months_later(day.replace(day=1), 1) - timedelta(days=1)


def _months_later(first: date, months: int) -> date:
    """The first day of the month that many months later."""
    years, month = divmod(first.month - 1 + months, 12)
    return date(first.year + years, month + 1, 1)


def _refused(kind: type[Refusal], pointer: str, words: str) -> Refusal:
    return kind(f"{words}。", points=(Point(pointer, kind.code, words),))


NUMERATOR: Final = "numerator"
DENOMINATOR: Final = "denominator"
Facts = tuple[str, ...]
"""The facts of a round, in the order in which its cohort names them."""


class RateUnknown(Refusal):
    """There is no such rate."""

    code = "rate-unknown"
    ground = Ground.unknown


class PartUnknown(Refusal):
    """The rate has no such part."""

    code = "rate-part-unknown"
    ground = Ground.unknown


class Cohort(StrEnum):
    """Which rounds a rate looks at: those that ended in the period, or whose limit to finish, or to get in touch, ends
    in it."""

    ended = "ended"
    due = "due"
    contact_due = "contact_due"


OF_LIMITS: Final = MappingProxyType({"standing": frozenset(map(str, LimitOutcome))})
FACTS: Final[Mapping[Cohort, Mapping[str, frozenset[str]]]] = MappingProxyType(
    {Cohort.ended: ROUND_FACTS, Cohort.due: OF_LIMITS, Cohort.contact_due: OF_LIMITS}
)
"""What a cohort knows of a round, and the words for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RatePart:
    """A part of a rate's cohort. `when` names facts, and the words one of which each has to have."""

    code: str
    words: str
    weight: Decimal | None = None
    when: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One rate: its definition in words and what that rests on, and its parts; the first that fits takes a round."""

    code: str
    title: str
    short: str
    cohort: Cohort
    formula: str
    basis: str
    of: Mapping[str, frozenset[str]]
    parts: tuple[RatePart, ...]

    def part_of(self, facts: Facts) -> RatePart | None:
        """The part to which a round belongs; `None` if the rate does not look at such rounds."""
        known = dict(zip(FACTS[self.cohort], facts, strict=True))
        if not _fits(self.of, known):
            return None
        return next(part for part in self.parts if _fits(part.when, known))

    def parts_named(self, name: str) -> frozenset[str]:
        """The codes of the parts that are meant: one by its code, those that count, or those in the numerator."""
        if name == NUMERATOR:
            return frozenset(part.code for part in self.parts if part.weight)
        if name == DENOMINATOR:
            return frozenset(part.code for part in self.parts if part.weight is not None)
        if all(part.code != name for part in self.parts):
            raise PartUnknown("该指标没有这一组成部分。")
        return frozenset((name,))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """A rate as counted: how many rounds each part has."""

    measure: Measure
    counts: Mapping[str, int]

    @property
    def numerator(self) -> Decimal:
        """What counts, with its weight."""
        weighed = ((part.weight or Decimal()) * self.counts.get(part.code, 0) for part in self.measure.parts)
        return sum(weighed, Decimal()).normalize() + 0

    @property
    def denominator(self) -> int:
        """How many rounds count."""
        return sum(self.counts.get(part.code, 0) for part in self.measure.parts if part.weight is not None)

    @property
    def exclusions(self) -> Mapping[str, int]:
        """How many rounds do not count, by reason."""
        return {part.code: self.counts.get(part.code, 0) for part in self.measure.parts if part.weight is None}

    @property
    def value(self) -> Decimal | None:
        """The rate from 0 to 1, to four places; `None` where nothing counts."""
        return round(self.numerator / self.denominator, 4) if self.denominator else None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundGroup:
    """So many rounds of a unit, all with the same facts."""

    unit: str
    cohort: Cohort
    facts: Facts
    count: int


def rates_of(groups: Iterable[RoundGroup]) -> tuple[Rate, ...]:
    """Every rate of these rounds."""
    found: dict[str, Counter[str]] = {one.code: Counter() for one in measures()}
    for group in groups:
        for code, part in _parts(group.cohort, group.facts):
            found[code][part] += group.count
    return tuple(Rate(measure=one, counts=found[one.code]) for one in measures())


def measure(code: str) -> Measure:
    """The rate with this code."""
    found = next((one for one in measures() if one.code == code), None)
    if found is None:
        raise RateUnknown("没有这项指标。")
    return found


@cache
def measures() -> tuple[Measure, ...]:
    """The rates of `rates.toml`, checked: every fact and word is known, and no round is left without a part."""
    content = tomllib.loads(
        files("ticket_service.rates").joinpath("rates.toml").read_text("utf-8"), parse_float=Decimal
    )
    return tuple(_measure(**row) for row in content["rate"])


@cache
def _parts(cohort: Cohort, facts: Facts) -> tuple[tuple[str, str], ...]:
    """Rate and part of such a round; worked out once, for many rounds have the same facts."""
    found = ((one.code, one.part_of(facts)) for one in measures() if one.cohort is cohort)
    return tuple((code, part.code) for code, part in found if part)


def _fits(when: Mapping[str, frozenset[str]], known: Mapping[str, str]) -> bool:
    return all(known[name] in words for name, words in when.items())


def _measure(*, cohort: str, part: list[dict[str, Any]], of: dict[str, list[str]] | None = None, **row: str) -> Measure:
    about = Cohort(cohort)
    parts = tuple(_part(about, **one) for one in part)
    if parts[-1].when or len({one.code for one in parts}) < len(parts):
        raise ValueError(f"rates.toml: {row['code']} needs a last part for all that is left, and each part once")
    return Measure(cohort=about, of=_condition(about, of or {}), parts=parts, **row)


def _part(cohort: Cohort, *, when: dict[str, list[str]] | None = None, weight: Any = None, **row: str) -> RatePart:
    weighs = None if weight is None else Decimal(weight)
    if weighs is not None and not 0 <= weighs <= 1:
        raise ValueError(f"rates.toml: {row['code']} weighs from 0 to 1")
    return RatePart(weight=weighs, when=_condition(cohort, when or {}), **row)


def _condition(cohort: Cohort, when: Mapping[str, list[str]]) -> Mapping[str, frozenset[str]]:
    for name, words in when.items():
        if not frozenset(words) <= FACTS[cohort].get(name, frozenset()):
            raise ValueError(f"rates.toml: {name} has no such words in the cohort {cohort}")
    return MappingProxyType({name: frozenset(words) for name, words in when.items()})


BOM: Final = "\ufeff"
"""Tells spreadsheet programs that this is UTF-8."""
HEADER: Final = ("单位", "指标", "比率", "分子", "分母", "计入", "不计入", "口径", "依据")
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
NONE: Final = "—"


def sheet(rows: Iterable[tuple[str, Sequence[Rate]]]) -> str:
    """The whole file; `rows` are names with their rates."""
    written = StringIO()
    lines = csv.writer(written)
    lines.writerow(HEADER)
    lines.writerows([harmless(cell) for cell in line] for name, rates in rows for line in _lines(name, rates))
    return BOM + written.getvalue()


def harmless(cell: str) -> str:
    """A cell that no program takes for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def percent(value: Decimal | None) -> str:
    """96.50%, or a dash where nothing counts."""
    return NONE if value is None else f"{value:.2%}"


def _lines(name: str, rates: Sequence[Rate]) -> Iterator[tuple[str, ...]]:
    for rate in rates:
        one = rate.measure
        yield (
            name,
            one.title,
            percent(rate.value),
            f"{rate.numerator:f}",
            str(rate.denominator),
            _told(rate, counts=True),
            _told(rate, counts=False),
            one.formula,
            one.basis,
        )


def _told(rate: Rate, *, counts: bool) -> str:
    parts = [part for part in rate.measure.parts if (part.weight is not None) is counts]
    return "；".join(f"{part.words}{rate.counts[part.code]}" for part in parts if rate.counts.get(part.code))
