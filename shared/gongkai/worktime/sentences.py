"""The Chinese sentences of an explanation: runs of days that have one reason become one sentence."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any, Final

from gongkai.worktime.calendar import Certainty
from gongkai.worktime.clock import ClockReading, ClockState, Moment
from gongkai.worktime.days import SHANGHAI, office_day
from gongkai.worktime.limit import Limit, LimitUnit

WEEKDAYS: Final = "一二三四五六日"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedDay:
    """One day of a clock. `number` is which counted day it is (after the due day: which day late), 0 if none.

    `reason` is one of the calendar's reasons, or receipt_day, paused, extended, calendar_day, rolled, overdue;
    `source` is the notice that set the day; `note` says why it was paused or who granted the extension.
    """

    date: date
    counts: bool
    reason: str
    name: str = ""
    source: str = ""
    number: int = 0
    note: str = ""
    words: str = ""

    def to_json(self) -> dict[str, Any]:
        return {
            "date": self.date.isoformat(),
            "counts": self.counts,
            "reason": self.reason,
            "name": self.name,
            "source": self.source,
            "number": self.number,
            "note": self.note,
            "words": self.words,
        }


def opening_words(limit: Limit, reading: ClockReading, extensions: Sequence[str]) -> Iterator[str]:
    """An hour limit has no days to tell: it opens with its moment and its extensions."""
    if limit.unit is LimitUnit.hours:
        yield f"{_clock_time(reading.started_at)}起算，期限{limit.n}小时。"
        yield from (f"{each}。" for each in extensions)


def grouped_words(days: Sequence[ExplainedDay], unit: LimitUnit) -> Iterator[str]:
    """One sentence per run of days with the same reason; each extension is told where its days begin."""
    told, year = "", 0
    for _, group in groupby(days, key=_kind):
        run = list(group)
        if run[0].reason == "extended" and run[0].note != told:
            told = run[0].note
            yield f"{told}。"
        yield phrase(run, unit, year=run[0].date.year != year)
        year = run[-1].date.year


def extension_words(moment: Moment, unit: LimitUnit) -> str:
    by = f"经{moment.by}批准" if moment.by else "经批准"
    why = f"（{moment.reason}）" if moment.reason else ""
    return f"{by}延长{moment.days}{_unit_words(unit)}{why}"


def phrase(run: Sequence[ExplainedDay], unit: LimitUnit, *, year: bool) -> str:
    """The sentence of a run of days that share their reason; `year` puts the year in front."""
    first = run[0]
    span, nth, source = _span(run, year), _nth(run, unit), f"（{first.source}）" if first.source else ""
    match first.reason:
        case "receipt_day":
            return f"{span}收到，当日不计。"
        case "working_day" | "calendar_day":
            return f"{span}，计{nth}。"
        case "extended":
            made_up = "调休上班，" if first.source else ""
            return f"{span}，{made_up}延长期内，计{nth}。"
        case "make_up_day":
            return f"{span}调休上班，计{nth}。"
        case "local_make_up":
            return f"{span}本市安排上班{source}，计{nth}。"
        case "holiday":
            return f"{span}{first.name}放假{source}，不计。"
        case "local_off":
            return f"{span}本市安排放假{source}，不计。"
        case "weekend":
            return f"{span}周末，不计。"
        case "paused":
            why = f"（{first.note}）" if first.note else ""
            return f"{span}暂停计时{why}，不计。"
        case "rolled":
            return f"期限届满日为休息日，顺延至{span}（《中华人民共和国民法典》第二百零三条）。"
        case "overdue":
            return f"{span}，超期{nth}。"
    return f"{span}放假安排尚未公布，" + (f"暂计{nth}。" if first.counts else "暂按周末不计。")


def closing_words(limit: Limit, reading: ClockReading, rescheduled: Moment | None, unannounced: str) -> Iterator[str]:
    """When it is due, how sure that is, and how it stands."""
    if rescheduled and rescheduled.day:
        why = f"（{rescheduled.reason}）" if rescheduled.reason else ""
        yield f"办理期限改定为{_full(rescheduled.day)}{why}。"
    if reading.state is ClockState.paused:
        yield "目前暂停计时，到期日按即刻恢复计时推算。"
    if limit.unit is LimitUnit.hours:
        yield f"应于{_clock_time(reading.due_at)}前办结。"
    else:
        yield f"应于{_full(reading.due_on)}24时前办结。"
    if reading.certainty is Certainty.provisional:
        yield f"{unannounced}，以上日期为暂定。"
    if reading.met_at:
        yield f"已于{_clock_time(reading.met_at)}办结，{'未超期' if reading.on_time else '已超期'}。"
    elif reading.state is ClockState.cancelled:
        yield "该时限已取消。"
    elif reading.late:
        yield f"已超期{-reading.days_left}{_unit_words(limit.unit)}。" if reading.days_left else "已超期。"


def _kind(day: ExplainedDay) -> tuple[str, ...]:
    """What the days of one sentence share; where only the count matters, a holiday's name does not part them."""
    if day.reason in ("calendar_day", "paused", "overdue"):
        return (day.reason, day.note)
    return (day.reason, day.note, day.name, day.source, str(day.counts))


def _span(run: Sequence[ExplainedDay], year: bool) -> str:
    first, last = run[0].date, run[-1].date
    begins = _full(first) if year else f"{first.month}月{first.day}日"
    if first == last:
        return f"{begins}（星期{WEEKDAYS[first.weekday()]}）"
    ends = f"{last.month}月{last.day}日" if last.year == first.year else _full(last)
    return f"{begins}至{ends}"


def _nth(run: Sequence[ExplainedDay], unit: LimitUnit) -> str:
    first, last, counted = run[0].number, run[-1].number, _unit_words(unit)
    return f"第{first}{counted}" if first == last else f"第{first}至第{last}{counted}"


def _unit_words(unit: LimitUnit) -> str:
    match unit:
        case LimitUnit.working_days:
            return "个工作日"
        case LimitUnit.hours:
            return "小时"
    return "日"


def _full(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _clock_time(at: datetime) -> str:
    return f"{_full(office_day(at))}{at.astimezone(SHANGHAI):%H时%M分}"
