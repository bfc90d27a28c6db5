"""A span of Shanghai days for which something is counted: both ends included, two years at most."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Self

from gongkai.refusals import Ground, Point, Refusal

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
