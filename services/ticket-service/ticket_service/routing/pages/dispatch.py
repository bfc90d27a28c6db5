"""The dispatch table at the desk: read it, edit its rows, see what an edit would change before it is kept."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, Final

from fastapi import Path, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from gongkai.actor import Actor, Role
from gongkai.desk.forms import filled_in, typed_in
from gongkai.desk.render import PagesDep
from gongkai.http.access import staff
from gongkai.http.dependencies import ActorDep, ReadDep, RuntimeDep
from gongkai.http.problems import status_of
from gongkai.http.router import Router
from gongkai.organisation.districts import districts
from gongkai.organisation.units import name_of, units_of
from gongkai.refusals import ChangedMeanwhile, Point, Refusal
from gongkai.runtime.service import ServiceRuntime
from gongkai.worktime.days import office_day
from ticket_service.routing import store
from ticket_service.routing.domain import (
    OF_THE_DISTRICT,
    OF_THE_DISTRICT_WORDS,
    ROWS_AT_MOST,
    DispatchRow,
    cautions_of,
    look_up,
    read_rows,
    rows_of,
    text_of_rows,
)
from ticket_service.routing.usecases import AmendedTable, Preview, amend_dispatch_table, preview_dispatch


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRow:
    """One row as it stands in the form."""

    categories: str = ""
    districts: str = ""
    unit: str = ""

    @classmethod
    def of(cls, row: DispatchRow) -> "SheetRow":
        """A row of a table, in words; what is no district stays as it was written."""
        return cls(categories="、".join(row.categories), districts="、".join(row.district_names), unit=row.unit)

    @property
    def said(self) -> dict[str, Any]:
        """The row as the body of a request takes it."""
        return {"categories": words_of(self.categories), "districts": words_of(self.districts), "unit": self.unit}


HERE: Final = "/desk/dispatch"
SHOWN: Final = 50
UNSAID: Final = "核对"
"""Stands for the reason while a sheet is only examined."""

router = Router(prefix=HERE, include_in_schema=False)

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


@router.get("", guard=staff())
async def dispatch_page(request: Request, running: RuntimeDep, category: Words = "", district: Words = "") -> Response:
    """The table, and where an order would go by it."""
    return await _show(request, running, None, {"category": category, "district": district})


@router.post("", guard=staff("office"))
async def post_sheet(request: Request, running: RuntimeDep, actor: ActorDep) -> Response:
    """A button of the sheet: rows move, are examined, or become the next edition."""
    typed = await typed_in(request, FIELDS_AT_MOST)
    asked, rows = typed.get("do", "check"), typed_sheet(typed)
    try:
        if asked == "save":
            amended = filled_in(AmendedTable, request_body(rows, typed.get("reason", "")))
            async with running.work(actor) as work:
                await amend_dispatch_table(amended, _version(typed), work)
            return RedirectResponse(HERE, 303)
        if asked == "read":
            rows = sheet_of(read_rows(typed.get("toml", "")))
        sheet = await _examined(rows, typed, running) if asked in ("check", "read") else None
    except Refusal as refusal:
        return await _show(request, running, Sheet(rows=rows, typed=typed, refusal=refusal))
    return await _show(request, running, sheet or Sheet(rows=rearrange(rows, asked), typed=typed))


@router.get("/editions/{edition}", guard=staff())
async def edition_page(edition: Edition, request: Request, db: ReadDep, pages: PagesDep) -> HTMLResponse:
    """An edition as it was."""
    return pages.render(request, "dispatch_edition.html", table=await store.edition_of(db, edition))


@router.get("/editions/{edition}/toml", guard=staff())
async def edition_text(edition: Edition, db: ReadDep) -> Response:
    """An edition as a text to take away."""
    table = await store.edition_of(db, edition)
    headers = {"Content-Disposition": f'attachment; filename="dispatch-{table.edition}.toml"'}
    return Response(text_of_rows(table.rows), headers=headers, media_type="application/toml")


async def _examined(rows: list[SheetRow], typed: Mapping[str, str], running: ServiceRuntime) -> Sheet:
    """The sheet with what it would change; nothing is kept."""
    now = running.timepiece.now()
    amended = filled_in(AmendedTable, request_body(rows, typed.get("reason", "") or UNSAID))
    wanted = rows_of([one.row for one in amended.rows], office_day(now))
    idle = tuple(int(point.pointer.rpartition("/")[2]) for point in cautions_of(wanted))
    async with running.reading() as db:
        preview = await preview_dispatch(db, wanted, now)
    return Sheet(rows=rows, typed=typed, preview=preview, idle=idle)


async def _show(
    request: Request, running: ServiceRuntime, sheet: Sheet | None, tried: Mapping[str, str] | None = None
) -> HTMLResponse:
    actor: Actor = request.state.actor
    day = office_day(running.timepiece.now())
    async with running.reading() as db:
        held, history = await store.current_table(db), await store.editions(db, SHOWN)
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


FIELDS: Final = ("categories", "districts", "unit")
FIELD_WORDS: Final = {"categories": "类别", "districts": "区", "unit": "承办单位"}
FIELDS_AT_MOST: Final = len(FIELDS) * (ROWS_AT_MOST + 1) + 10
BETWEEN: Final = re.compile(r"[\s、，,；;]+")
"""What stands between two words of a list, however somebody types it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowFault:
    """What is wrong with a field, where it stands, and its words."""

    field: str
    place: str
    words: str


def sheet_of(rows: Iterable[DispatchRow]) -> list[SheetRow]:
    """A table on the sheet."""
    return [SheetRow.of(row) for row in rows]


def typed_sheet(typed: Mapping[str, str]) -> list[SheetRow]:
    """The sheet as it came back, row by row until there is none."""
    rows: list[SheetRow] = []
    while len(rows) <= ROWS_AT_MOST and f"unit-{len(rows)}" in typed:
        rows.append(SheetRow(**{name: typed.get(f"{name}-{len(rows)}", "") for name in FIELDS}))
    return rows


def rearrange(rows: Sequence[SheetRow], asked: str) -> list[SheetRow]:
    """The sheet after `up-3`, `down-3`, `delete-3` or `add-3` (a new row above it); anything else leaves it."""
    act, _, number = asked.partition("-")
    at = int(number) if number.isdecimal() and len(number) < 4 else len(rows)
    after = list(rows)
    if act == "add" and at <= len(rows) <= ROWS_AT_MOST:
        after.insert(at, SheetRow())
    elif at < len(rows):
        if act == "delete":
            del after[at]
        elif act == "up" and at > 0:
            after[at - 1 : at + 1] = [after[at], after[at - 1]]
        elif act == "down" and at + 1 < len(rows):
            after[at : at + 2] = [after[at + 1], after[at]]
    return after


def request_body(rows: Iterable[SheetRow], reason: str) -> dict[str, Any]:
    """The whole sheet as the body of a request."""
    return {"rows": [row.said for row in rows], **({"reason": reason} if reason.strip() else {})}


def in_words(points: Sequence[Point]) -> list[RowFault]:
    """`/rows/3/unit` is the unit of the fourth row."""
    return [_fault(point) for point in points]


def words_of(text: str) -> list[str]:
    """A list as somebody typed it."""
    return [word for word in BETWEEN.split(text) if word]


def _fault(point: Point) -> RowFault:
    steps = point.pointer.split("/")[1:]
    if len(steps) > 1 and steps[0] == "rows" and steps[1].isdecimal():
        field = steps[2] if len(steps) > 2 else FIELDS[0]
        place = f"第{int(steps[1]) + 1}行" + (f"“{FIELD_WORDS[field]}”" if len(steps) > 2 else "")
        return RowFault(field=f"{field}-{steps[1]}", place=f"{place}：", words=point.detail)
    if len(steps) > 2 and steps[1] == "row":
        return RowFault(field="toml", place=f"第{int(steps[2]) + 1}个 [[row]]：", words=point.detail)
    place = {"reason": "修改理由：", "toml": "文本："}.get(steps[0], "")
    return RowFault(field=steps[0] if place else "sheet", place=place, words=point.detail)
