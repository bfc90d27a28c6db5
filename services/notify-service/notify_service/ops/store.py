"""Whether people are told in time: the figures of this service on the ops page (F5)."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from gongkai.runtime.service import Running
from gongkai.worktime.days import office_day
from notify_service.calendar.domain import reminder
from notify_service.warnings.store.house_rules import schedule
from notify_service.watch.store.tables import OPEN, alarm, delivery, watch

OLDEST_ALARM = select(func.min(alarm.c.due_at)).where(alarm.c.state == "pending")
OLDEST_MAIL = select(func.min(delivery.c.given_at)).where(delivery.c.state == "waiting")
PROVISIONAL = select(func.count()).select_from(watch).where(OPEN, watch.c.certainty == "provisional")


async def business_health(running: Running) -> dict[str, Any]:
    """Ages in seconds; a warning that came due at night is not late before the office opens."""
    now = running.timepiece.now()
    async with running.reading() as db:
        oldest_alarm: datetime | None = await db.scalar(OLDEST_ALARM)
        oldest_mail: datetime | None = await db.scalar(OLDEST_MAIL)
        provisional = await db.scalar(PROVISIONAL) or 0
    unfired = _age(oldest_alarm, now) if schedule().is_open(now, running.calendar) else 0
    unsent = _age(oldest_mail, now)
    return {
        "oldest_unsent_warning_seconds": max(unfired, unsent),
        "oldest_due_alarm_seconds": unfired,
        "oldest_waiting_mail_seconds": unsent,
        "provisional_clocks": provisional,
        "calendar_reminder": reminder(running.calendar, office_day(now)),
    }


def _age(since: datetime | None, now: datetime) -> int:
    return max(0, int((now - since).total_seconds())) if since else 0
