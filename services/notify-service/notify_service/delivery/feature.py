"""Delivery: warnings and alerts reach their recipients, in the app and by mail."""

from datetime import datetime
from typing import Any, Final

from gongkai.runtime.service import Feature, ServiceRuntime
from notify_service.delivery import store as deliveries
from notify_service.delivery.subscribers import subscribers
from notify_service.delivery.timers import timers
from notify_service.watch.domain import Schedule
from notify_service.watch.store import alarms


async def unsent_warnings(running: ServiceRuntime) -> dict[str, Any]:
    """Ages in seconds of what waits; an alarm that came due at night is not late before the office opens."""
    now = running.timepiece.now()
    async with running.reading() as db:
        alarm = await alarms.oldest_pending(db)
        mail = await deliveries.oldest_waiting(db)
    is_open = running.resources.get(Schedule).is_open(now, running.calendar)
    unfired, unsent = _age(alarm, now) if is_open else 0, _age(mail, now)
    return {
        "oldest_unsent_warning_seconds": max(unfired, unsent),
        "oldest_due_alarm_seconds": unfired,
        "oldest_waiting_mail_seconds": unsent,
    }


def _age(since: datetime | None, now: datetime) -> int:
    return max(0, int((now - since).total_seconds())) if since else 0


DELIVERY: Final = Feature(
    name="delivery",
    subscriptions=subscribers,
    timers=timers,
    health=unsent_warnings,
)
