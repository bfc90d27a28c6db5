"""The printable page that shows why a limit ends on its day."""

from collections.abc import Awaitable, Callable, Sequence
from uuid import UUID

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse

from gongkai.clocks.explaining import explanation
from gongkai.desk.render import Pages
from gongkai.http.access import Guard
from gongkai.http.dependencies import ReadDep, RuntimeDep
from gongkai.http.router import Router
from gongkai.mounts.clocks_api import ClockCode
from gongkai.worktime.limit import Limit

Number = Callable[..., Awaitable[str]]
"""A dependency that takes `subject_id`, refuses those who may not see the thing, and gives the thing's number."""


def explanation_pages(prefix: str, limits: Sequence[Limit], number: Number, guard: Guard) -> Router:
    """`GET {prefix}/{subject_id}/clocks/{code}` for staff, a page that can be printed and put into the file."""
    router = Router(prefix=prefix, include_in_schema=False)
    by_code = {limit.code: limit for limit in limits}
    numbered = Depends(number)

    @router.get("/{subject_id}/clocks/{code}", guard=guard)
    async def show_explanation(
        request: Request, subject_id: UUID, code: ClockCode, db: ReadDep, running: RuntimeDep, ref: str = numbered
    ) -> HTMLResponse:
        now = running.timepiece.now()
        told = await explanation(db, subject_id, by_code.get(code), running.calendar, now)
        pages: Pages = request.app.state.pages
        return pages.render(request, "explanation.html", told=told, ref=ref, back=f"{prefix}/{subject_id}", now=now)

    return router
