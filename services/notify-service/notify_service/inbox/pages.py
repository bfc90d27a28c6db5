"""A person's warnings, newest first, with the button to take note."""

from typing import Annotated
from uuid import UUID

from fastapi import Form, Request, Response
from fastapi.responses import RedirectResponse

from gongkai.desk.render import PagesDep
from gongkai.http.access import staff
from gongkai.http.dependencies import ActorDep, ReadDep, WorkDep
from gongkai.http.paging import PagingDep
from gongkai.http.router import Router
from gongkai.organisation.units import name_of
from notify_service.inbox import store
from notify_service.inbox.usecases import acknowledge_warning

router = Router(include_in_schema=False)

HERE = "/desk/warnings"


@router.get("/desk/inbox", guard=staff())
async def inbox() -> Response:
    """The inbox of the desk is the list of warnings."""
    return RedirectResponse(HERE, status_code=303)


@router.get(HERE, guard=staff())
async def warnings_page(
    request: Request, db: ReadDep, paging: PagingDep, actor: ActorDep, pages: PagesDep, all: str = ""
) -> Response:
    """List the warnings without acknowledgement; `?all=yes` shows the others too."""
    only_open = all != "yes"
    after = paging.after(of=actor.id, only_open=only_open)
    rows = await store.inbox(db, actor.id, only_open=only_open, after=after, limit=paging.limit + 1)
    found = paging.page(rows, lambda last: (last.given_at, last.id), of=actor.id, only_open=only_open)
    choice = "" if only_open else "all=yes&"
    return pages.render(
        request,
        "warnings.html",
        warnings=found["items"],
        unit_names={each.unit: name_of(each.unit) for each in found["items"]},
        only_open=only_open,
        next=f"{HERE}?{choice}cursor={found['next']}" if found["next"] else "",
        first=f"{HERE}?{choice}" if after else "",
    )


@router.post("/desk/warnings/{warning_id}/acknowledgement", guard=staff())
async def post_acknowledgement(warning_id: UUID, work: WorkDep, all: Annotated[str, Form()] = "") -> Response:
    """Take note, then back to the list."""
    await acknowledge_warning(warning_id, work)
    return RedirectResponse(f"{HERE}?all=yes" if all == "yes" else HERE, status_code=303)
