"""The unit's list of tickets at the desk: what is due next stands first, and many are dealt with at once."""

import re
from typing import Any, Final
from uuid import UUID

from fastapi import Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from gongkai.actor import Actor
from gongkai.desk.forms import read_form
from gongkai.desk.render import Pages, PagesDep, field_errors
from gongkai.http.access import staff
from gongkai.http.bodies.forms import form_of
from gongkai.http.dependencies import ActorDep, RuntimeDep
from gongkai.http.paging import Paging, PagingDep
from gongkai.http.problems import status_of
from gongkai.http.router import Router
from gongkai.organisation.units import name_of, unit
from gongkai.refusals import Refusal
from gongkai.runtime.service import ServiceRuntime
from gongkai.worktime.days import office_day
from ticket_service.casework import store
from ticket_service.casework.domain.bulk import AT_ONCE, BULK_ACTS, BulkAct, BulkResult, Pick, may, refuse_unfit
from ticket_service.casework.pages.case_words import STATES
from ticket_service.casework.pages.ticket_filters import BULK, CHOICES, HERE, TicketFilters, TicketFiltersDep
from ticket_service.casework.pages.ticket_lines import colour_edges, lines
from ticket_service.casework.store import WorklistQuery
from ticket_service.casework.usecases import act_in_bulk
from ticket_service.routing.usecases import UnitAssignment

CAME: Final = {
    BulkResult.done: ("met", "已完成"),
    BulkResult.refused: ("red", "未办理"),
    BulkResult.changed: ("yellow", "未办理，已有变化"),
}
UUID_LIKE: Final = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

router = Router(include_in_schema=False)


@router.get(HERE, guard=staff("clerk", "head", "office", "secrecy", "auditor"))
async def tickets_page(
    request: Request,
    running: RuntimeDep,
    actor: ActorDep,
    pages: PagesDep,
    filters: TicketFiltersDep,
    paging: PagingDep,
) -> Response:
    """One page of the list; a whole number in the search field leads to its ticket."""
    if filters.number:
        return await _by_number(request, running, actor, pages, filters)
    shown = await _by_clock(running, actor, filters, paging)
    return pages.render(request, "tickets.html", bulk=_this(request, filters, BULK), **shown)


@router.get(BULK, guard=staff("clerk", "head", "office"))
async def back_to_list(request: Request, filters: TicketFiltersDep) -> RedirectResponse:
    """Whoever loads the page of results once more, or logs in from there, is led back to the list."""
    return RedirectResponse(_this(request, filters, HERE), 303)


@router.post(BULK, guard=staff("clerk", "head", "office"))
async def post_bulk(
    request: Request,
    running: RuntimeDep,
    actor: ActorDep,
    pages: PagesDep,
    filters: TicketFiltersDep,
    paging: PagingDep,
) -> HTMLResponse:
    """What came of each ticket; or the list again, with what was ticked and typed, where nothing was done at all."""
    async with form_of(request, max_files=0) as form:
        typed = {name: value for name, value in form.items() if isinstance(value, str)}
        picked = [value for value in form.getlist("pick") if isinstance(value, str)]
    wanted = BulkAct.of(typed.get("act", ""))
    try:
        refuse_unfit(actor, wanted, picks := _picks(picked))
        assigned = read_form(UnitAssignment, typed) if wanted is BulkAct.assign else None
        outcomes = await act_in_bulk(wanted, picks, assigned, running, actor)
    except Refusal as refusal:
        shown = await _by_clock(running, actor, filters, paging)
        shown |= _refused(refusal) | {"form": typed, "picked": set(picked), "bulk": _this(request, filters, BULK)}
        return pages.render(request, "tickets.html", status_code=status_of(refusal), **shown)
    async with running.reading() as db:
        now = await store.of_ids(db, [one.ticket_id for one in outcomes], actor.only_unit)
    return pages.render(
        request,
        "tickets_bulk.html",
        act=wanted.words,
        rows=[(one, now.get(one.ticket_id)) for one in outcomes],
        done=sum(one.came is BulkResult.done for one in outcomes),
        came=CAME,
        states=STATES,
        unit_name=name_of,
        here=HERE,
        back=_this(request, filters, HERE),
    )


async def _by_clock(running: ServiceRuntime, actor: Actor, filters: TicketFilters, paging: Paging) -> dict[str, Any]:
    wanted, now, edges = filters.wanted(actor), running.timepiece.now(), colour_edges(running)
    bound = filters.typed | {"reader": actor.only_unit}
    after = paging.after(**bound)
    async with running.reading() as db:
        found = await store.page(db, WorklistQuery(wanted, edges, now), after, paging.limit + 1)
        page = paging.page(found, lambda last: (last.next_due_at, last.id), **bound)
        count = await store.count(db, WorklistQuery(wanted, edges, now))
        rows = await lines(db, page["items"], running, actor)
    return _around(actor, filters, running) | {
        "rows": rows,
        "count": str(count) if count < store.MOST_COUNTED else f"{store.MOST_COUNTED - 1}+",
        "next": filters.address(cursor=page["next"]) if page["next"] else "",
        "first": filters.address() if after else "",
    }


async def _by_number(
    request: Request, running: ServiceRuntime, actor: Actor, pages: Pages, filters: TicketFilters
) -> Response:
    """The ticket with this number, or those whose number begins so; the other filters do not count."""
    async with running.reading() as db:
        found = await store.starting_with(db, filters.number, actor.only_unit)
        said = {filters.number, filters.number.upper()}
        same = [one for one in found if one.no in said or one.order_no == filters.number]
        if len(same) == 1:
            return RedirectResponse(f"{HERE}/{same[0].id}", 303)
        rows = await lines(db, found, running, actor)
    more = len(found) == store.FOUND_AT_MOST
    shown = _around(actor, filters, running) | {"rows": rows, "count": f"{len(found)}+" if more else str(len(found))}
    return pages.render(request, "tickets.html", bulk=filters.address(BULK), next="", first=HERE, **shown)


def _around(actor: Actor, filters: TicketFilters, running: ServiceRuntime) -> dict[str, Any]:
    today = office_day(running.timepiece.now())
    return {
        "assignable": [one for one in CHOICES["units"] if unit(one[0]).is_there(today)],
        "filters": filters.typed,
        "narrowed": bool(filters.typed),
        "folded": bool({"matter", "source", "mark", "office"} & filters.typed.keys()),
        "acts": [one.value for one in BULK_ACTS if may(actor, one)],
        "sees_all": actor.only_unit is None,
        "most": AT_ONCE,
        "here": HERE,
        "form": {},
        "picked": set(),
        "refused": "",
        "errors": {},
        **CHOICES,
    }


def _refused(refusal: Refusal) -> dict[str, Any]:
    return {"refused": refusal.detail, "errors": field_errors(refusal.points)}


def _this(request: Request, filters: TicketFilters, path: str) -> str:
    """The page of the list on which one is, or another page that leads back to it."""
    cursor = request.query_params.get("cursor", "")
    return filters.address(path, **{"cursor": cursor} if cursor else {})


def _picks(picked: list[str]) -> list[Pick]:
    """`id.version`, each ticket once; what is no such thing names no ticket."""
    found: dict[str, Pick] = {}
    for said in picked:
        name, _, version = said.partition(".")
        if UUID_LIKE.fullmatch(name) and version.isascii() and version.isdecimal() and len(version) < 9:
            found.setdefault(name, Pick(UUID(name), int(version)))
    return list(found.values())
