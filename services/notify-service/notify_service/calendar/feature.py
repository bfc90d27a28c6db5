"""The working-day calendar and its public calculator."""

from pathlib import Path
from typing import Any, Final

from gongkai.runtime.service import Feature, Menu, ServiceRuntime
from gongkai.worktime.days import office_day
from notify_service.calendar import api, pages
from notify_service.calendar.domain import reminder


async def calendar_reminder(running: ServiceRuntime) -> dict[str, Any]:
    """The reminder that next year's working days are missing; `None` while there is nothing to remind of."""
    return {"calendar_reminder": reminder(running.calendar, office_day(running.timepiece.now()))}


CALENDAR: Final = Feature(
    name="calendar",
    routers=(api.router,),
    pages=(pages.router,),
    templates=Path(__file__).parent / "templates",
    health=calendar_reminder,
    menu=(Menu(path="/calendar", words="工作日计算", place=40, section="citizen", extra=True),),
)
