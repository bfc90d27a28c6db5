"""From when on the office is reminded that next year's working days are not known yet (A8)."""

from datetime import date
from typing import Final

from gongkai.worktime.calendar import WorkCalendar

LONGEST_LIMIT: Final = 400
"""Working days; the longest limit that the calculator counts."""
REMINDED_FROM: Final = (10, 25)
"""The State Council's notices for the next year came out between 25 October and 8 December (docs/facts.md §1.1)."""


def missing_year(calendar: WorkCalendar, today: date) -> int | None:
    """The first year that ought to be loaded by now; `None` while there is nothing to remind of."""
    wanted = today.year + 1 if (today.month, today.day) >= REMINDED_FROM else today.year
    first_missing = calendar.last_announced.year + 1
    return first_missing if first_missing <= wanted else None


def reminder(calendar: WorkCalendar, today: date) -> str | None:
    """The reminder in words."""
    year = missing_year(calendar, today)
    if year is None:
        return None
    return f"{year}年放假安排尚未载入：跨入{year}年的期限按周一至周五暂估，待国务院办公厅通知发布后请及时载入。"
