"""The dispatch table at the desk: to read and to try for all, to edit for the office, with its history."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from gongkai.actor import Actor, Role
from gongkai.desk.forms import filled_in, typed_in
from gongkai.desk.render import PagesDep
from gongkai.http.access import AccessTable, staff
from gongkai.http.dependencies import ActorDep, ReadDep, RunningDep
from gongkai.http.problems import status_of
from gongkai.organisation.districts import districts
from gongkai.organisation.units import name_of, units_of
from gongkai.refusals import ChangedMeanwhile, Refusal
from gongkai.runtime.service import Running
from gongkai.worktime.days import office_day
from ticket_service.routing.domain.dispatch import OF_THE_DISTRICT, OF_THE_DISTRICT_WORDS, cautions_of, look_up, rows_of
from ticket_service.routing.domain.dispatch_text import read_rows, written
from ticket_service.routing.pages.dispatch_sheet import (
    FIELDS_AT_MOST,
    SheetRow,
    in_words,
    rearranged,
    said,
    sheet_of,
    typed_sheet,
    words_of,
)
from ticket_service.routing.store import dispatch
from ticket_service.routing.usecases.amend_dispatch_table import AmendedTable, amend_dispatch_table
from ticket_service.routing.usecases.preview_dispatch import Preview, preview_dispatch

HERE: Final = "/desk/dispatch"
SHOWN: Final = 50
UNSAID: Final = "核对"
"""Stands for the reason while a sheet is only examined."""

router = APIRouter(prefix=HERE, include_in_schema=False)
access: AccessTable = {
    ("GET", HERE): staff(),
    ("POST", HERE): staff("office"),
    ("GET", f"{HERE}/editions/{{edition}}"): staff(),
    ("GET", f"{HERE}/editions/{{edition}}/toml"): staff(),
}

Edition = Annotated[int, Path(ge=0, le=2_147_483_647)]
Words = Annotated[str, Query(max_length=200)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What somebody has on his sheet, what was found wrong with it, and what it would change."""

    rows: list[SheetRow] = field(default_factory=list)
    typed: Mapping[str, str] = field(default_factory=dict)
    refusal: Refusal | None = None
    preview: Preview | None = None
    idle: tuple[int, ...] = ()


@router.get("")
async def dispatch_page(request: Request, running: RunningDep, category: Words = "", district: Words = "") -> Response:
    """The table, and where an order would go by it."""
    return await _show(request, running, None, {"category": category, "district": district})


@router.post("")
async def post_sheet(request: Request, running: RunningDep, actor: ActorDep) -> Response:
    """A button of the sheet: rows move, are examined, or become the next edition."""
    typed = await typed_in(request, FIELDS_AT_MOST)
    asked, rows = typed.get("do", "check"), typed_sheet(typed)
    try:
        if asked == "save":
            amended = filled_in(AmendedTable, said(rows, typed.get("reason", "")))
            async with running.work(actor) as work:
                await amend_dispatch_table(amended, _version(typed), work)
            return RedirectResponse(HERE, 303)
        if asked == "read":
            rows = sheet_of(read_rows(typed.get("toml", "")))
        sheet = await _examined(rows, typed, running) if asked in ("check", "read") else None
    except Refusal as refusal:
        return await _show(request, running, Sheet(rows=rows, typed=typed, refusal=refusal))
    return await _show(request, running, sheet or Sheet(rows=rearranged(rows, asked), typed=typed))


@router.get("/editions/{edition}")
async def edition_page(edition: Edition, request: Request, db: ReadDep, pages: PagesDep) -> HTMLResponse:
    """An edition as it was."""
    return pages.render(request, "dispatch_edition.html", table=await dispatch.edition_of(db, edition))


@router.get("/editions/{edition}/toml")
async def edition_text(edition: Edition, db: ReadDep) -> Response:
    """An edition as a text to take away."""
    table = await dispatch.edition_of(db, edition)
    headers = {"Content-Disposition": f'attachment; filename="dispatch-{table.edition}.toml"'}
    return Response(written(table.rows), headers=headers, media_type="application/toml")


async def _examined(rows: list[SheetRow], typed: Mapping[str, str], running: Running) -> Sheet:
    """The sheet with what it would change; nothing is kept."""
    now = running.timepiece.now()
    amended = filled_in(AmendedTable, said(rows, typed.get("reason", "") or UNSAID))
    wanted = rows_of([one.row for one in amended.rows], office_day(now))
    idle = tuple(int(point.pointer.rpartition("/")[2]) for point in cautions_of(wanted))
    async with running.reading() as db:
        preview = await preview_dispatch(db, wanted, now)
    return Sheet(rows=rows, typed=typed, preview=preview, idle=idle)


async def _show(
    request: Request, running: Running, sheet: Sheet | None, tried: Mapping[str, str] | None = None
) -> HTMLResponse:
    actor: Actor = request.state.actor
    day = office_day(running.timepiece.now())
    async with running.reading() as db:
        held, history = await dispatch.current_table(db), await dispatch.editions(db, SHOWN)
    refusal = sheet.refusal if sheet else None
    faults = in_words(refusal.points) if refusal else []
    page: dict[str, Any] = {
        "held": held,
        "history": history,
        "may_amend": actor.has(Role.office),
        "sheet": sheet or Sheet(rows=sheet_of(held.rows)),
        "is_draft": sheet is not None,
        "faults": faults,
        "errors": {fault.field: fault.words for fault in faults},
        "refusal": refusal,
        "conflict": isinstance(refusal, ChangedMeanwhile),
        "choices": _choices(day),
        "tried": tried or {},
        "district_names": [(one.name, one.name) for one in districts().values()],
    }
    if tried and any(tried.values()):
        found = look_up(held, tried["district"], words_of(tried["category"]), day)
        page |= {"found": found, "found_unit": name_of(found.unit)}
    answer: HTMLResponse = request.app.state.pages.render(
        request, "dispatch.html", status_code=status_of(refusal) if refusal else 200, **page
    )
    return answer


def _choices(day: date) -> list[tuple[str, str]]:
    """The units that a row may name."""
    return [(OF_THE_DISTRICT, OF_THE_DISTRICT_WORDS), *((one.code, one.name) for one in units_of(day))]


def _version(typed: Mapping[str, str]) -> int:
    version = typed.get("version", "")
    return int(version) if version.isdecimal() and len(version) < 10 else -1
