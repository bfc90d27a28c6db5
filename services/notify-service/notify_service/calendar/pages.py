"""The public calculator: a day of receipt and a number of working days give the last day, explained day by day."""

from datetime import date
from typing import Final

from fastapi import Request, Response

from gongkai.desk.render import PagesDep, field_errors
from gongkai.http.access import public
from gongkai.http.dependencies import RuntimeDep
from gongkai.http.router import Router
from gongkai.refusals import Point
from gongkai.worktime.days import office_day
from gongkai.worktime.explain import Explanation, explain_due
from notify_service.calendar.domain import LONGEST_LIMIT, reminder
from notify_service.watch.domain import FIRST_DAY, LAST_DAY

router = Router(include_in_schema=False)

USUAL: Final = (1, 3, 5, 10, 15, 20)
"""The limits of the notice, to be picked with one touch."""


@router.get("/calendar", guard=public())
async def calendar_page(
    request: Request, running: RuntimeDep, pages: PagesDep, received: str = "", working_days: str = ""
) -> Response:
    """The form alone, or with its answer below."""
    calendar, today = running.calendar, office_day(running.timepiece.now())
    points: list[Point] = []
    explanation: Explanation | None = None
    if received or working_days:
        day, days = _day(received, points), _days(working_days, points)
        if day and days:
            explanation = explain_due(day, days, calendar)
    return pages.render(
        request,
        "calendar.html",
        status_code=422 if points else 200,
        form={"received": received[:20] or today.isoformat(), "working_days": working_days[:10]},
        errors=field_errors(points),
        explanation=explanation,
        calendar=calendar,
        usual=USUAL,
        reminder=reminder(calendar, today),
    )


def _day(words: str, points: list[Point]) -> date | None:
    try:
        day = date.fromisoformat(words.strip())
    except ValueError:
        day = date.min
    if FIRST_DAY <= day <= LAST_DAY:
        return day
    points.append(Point("/received", "not-a-date", "请填写收到日期，例如 2024-09-30"))
    return None


def _days(words: str, points: list[Point]) -> int | None:
    text = words.strip()
    days = int(text) if text.isascii() and text.isdigit() and len(text) <= 3 else 0
    if 1 <= days <= LONGEST_LIMIT:
        return days
    points.append(Point("/working_days", "out-of-range", f"请填写 1 至 {LONGEST_LIMIT} 之间的整数"))
    return None
