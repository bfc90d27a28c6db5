"""When a limit has so little left that people are to see it: the last due instants with at most so many days left."""

from datetime import datetime, timedelta

from gongkai.worktime.calendar import WorkCalendar
from gongkai.worktime.days import day_end, office_day
from gongkai.worktime.limit import LimitUnit


def last_due(days: int, unit: str, calendar: WorkCalendar, now: datetime) -> datetime:
    """The last due instant of a limit in this unit that has at most so many days left; days that do not count go with
    the counted day before them."""
    if unit == LimitUnit.hours:
        return now + timedelta(hours=24 * days + 23)
    today = office_day(now)
    if unit == LimitUnit.calendar_days:
        return day_end(today + timedelta(days=days))
    return day_end(calendar.add(today, days + 1) - timedelta(days=1))
