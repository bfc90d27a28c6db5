"""Office days and moments: where a Shanghai day begins and ends on the world's clock."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

SHANGHAI: Final = ZoneInfo("Asia/Shanghai")
MORNING: Final = time(9, 0)


def office_day(instant: datetime) -> date:
    """The Shanghai day on which an instant falls: from 00:00 to 08:00 it is not the UTC day."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs its time zone")
    return instant.astimezone(SHANGHAI).date()


def day_start(day: date) -> datetime:
    """0:00 in Shanghai, in UTC."""
    return moment(day, time())


def day_end(day: date) -> datetime:
    """24:00 in Shanghai, in UTC: the first instant that is no longer this day (Civil Code 203(2))."""
    return moment(day + timedelta(days=1), time())


def moment(day: date, at: time = MORNING) -> datetime:
    """A wall-clock time of a Shanghai day, in UTC."""
    return datetime.combine(day, at, SHANGHAI).astimezone(UTC)
