"""The rates at the desk: one period, all units or one, and the tickets behind every figure (C7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Self
from urllib.parse import quote, urlencode

from fastapi import Request, Response
from fastapi.responses import HTMLResponse

from gongkai.actor import Actor
from gongkai.desk.render import PagesDep, field_errors
from gongkai.http.access import staff
from gongkai.http.dependencies import ActorDep, NowDep, ReadDep
from gongkai.http.paging import PagingDep
from gongkai.http.problems import status_of
from gongkai.http.router import Router
from gongkai.organisation.units import UnitKind, name_of, units
from gongkai.refusals import Ground, Point, Refusal
from gongkai.worktime.days import office_day
from ticket_service.rates import store
from ticket_service.rates.domain import Period, Rate, RatePart, measure, measures, percent, presets, sheet
from ticket_service.rates.store import RateQuery
from ticket_service.rates.usecases import RateReport, count_rates, unit_shown

HERE: Final = "/desk/rates"
BEHIND: Final = f"{HERE}/tickets"
SHEET: Final = f"{HERE}/table.csv"
READERS: Final = staff("clerk", "head", "office", "auditor")
ALL: Final = "全部单位"
UNITS: Final = [(one.code, one.name) for one in units().values() if one.kind is not UnitKind.group]
NONE: Final = RateReport(total=(), units={})

router = Router(include_in_schema=False)


class DayUnfit(Refusal):
    """What was typed is no day."""

    code = "day-unfit"
    ground = Ground.unfit


@dataclass(frozen=True, slots=True, kw_only=True)
class RateForm:
    """The form above the figures, as it was filled in."""

    first: str = ""
    last: str = ""
    unit: str = ""

    @classmethod
    def of(cls, request: Request) -> Self:
        """From the address."""
        given = request.query_params
        first, last, unit = (given.get(name, "").strip()[:40] for name in ("from", "to", "unit"))
        return cls(first=first, last=last, unit=unit)

    def asked(self, reader: Actor, now: datetime) -> RateQuery:
        """What it asks for; refuses what is no day, no period, or not for this reader."""
        days: dict[str, date | None] = {}
        points = []
        for name, words in (("from", self.first), ("to", self.last)):
            try:
                days[name] = date.fromisoformat(words) if words else None
            except ValueError:
                points.append(Point(f"/{name}", DayUnfit.code, "请填写日期，例如 2024-09-30"))
        if points:
            raise DayUnfit("日期填写有误。", points=points)
        period = Period.asked(days["from"], days["to"], office_day(now))
        return RateQuery(period=period, unit=unit_shown(self.unit or None, reader), now=now)


@router.get(HERE, guard=READERS)
async def rates_page(request: Request, db: ReadDep, actor: ActorDep, now: NowDep, pages: PagesDep) -> HTMLResponse:
    """The figures of one period; what is wrong with the form is said above it."""
    typed, refusal, found = RateForm.of(request), None, NONE
    form = {"from": typed.first, "to": typed.last, "unit": typed.unit}
    try:
        asked = typed.asked(actor, now)
        found, form = await count_rates(db, asked), _form(asked)
    except Refusal as refused:
        refusal = refused
    return pages.render(
        request,
        "rates.html",
        status_code=status_of(refusal) if refusal else 200,
        refused=refusal.detail if refusal else "",
        errors=field_errors(refusal.points) if refusal else {},
        form=form,
        choices=() if actor.only_unit else UNITS,
        presets=[(words, _address(HERE, _form_of(period, form["unit"]))) for words, period in presets(office_day(now))],
        whose=name_of(form["unit"]) if form["unit"] in units() else ALL,
        rows=[_row(one, form) for one in (found.total if found.units else ())],
        units=[_unit_row(unit, rates, form) for unit, rates in found.units.items()] if not form["unit"] else [],
        titles=[one.short for one in measures()],
        definitions=measures(),
        download=_address(SHEET, form),
    )


@router.get(BEHIND, guard=READERS)
async def behind_page(
    request: Request, db: ReadDep, actor: ActorDep, now: NowDep, pages: PagesDep, paging: PagingDep
) -> HTMLResponse:
    """The rounds behind one figure."""
    asked, given = RateForm.of(request).asked(actor, now), request.query_params
    wanted, part = measure(given.get("rate", "")), given.get("part", "")
    parts = wanted.parts_named(part)
    form = _form(asked)
    bound = form | {"rate": wanted.code, "part": part}
    after = paging.after(**bound)
    found = await store.behind(db, wanted, parts, asked, after, paging.limit + 1)
    page = paging.page(found, store.position, **bound)
    return pages.render(
        request,
        "rate_tickets.html",
        measure=wanted,
        named={one.code: one.words for one in wanted.parts},
        parts=[one.words for one in wanted.parts if one.code in parts],
        asked=asked,
        whose=name_of(asked.unit) if asked.unit else ALL,
        rows=[(one, name_of(one.unit), actor.only_unit in (None, one.held_by)) for one in page["items"]],
        next=_address(BEHIND, bound | {"cursor": page["next"]}) if page["next"] else "",
        first=_address(BEHIND, bound) if after else "",
        back=_address(HERE, form),
    )


@router.get(SHEET, guard=READERS)
async def sheet_file(request: Request, db: ReadDep, actor: ActorDep, now: NowDep) -> Response:
    """The same figures as a file for a spreadsheet program."""
    asked = RateForm.of(request).asked(actor, now)
    found = await count_rates(db, asked)
    whole = [] if asked.unit else [(ALL, found.total)]
    content = sheet([*whole, *((name_of(unit), rates) for unit, rates in found.units.items())])
    name = f"热线指标_{asked.period.first}_{asked.period.last}.csv"
    named = f"attachment; filename=\"rates.csv\"; filename*=UTF-8''{quote(name)}"
    headers = {"Content-Disposition": named, "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    return Response(content, headers=headers, media_type="text/csv")


def _row(rate: Rate, form: dict[str, str]) -> dict[str, Any]:
    """A rate with all its parts, each of which leads to its rounds."""
    one = rate.measure
    return {
        "title": one.title,
        "percent": percent(rate.value),
        "numerator": f"{rate.numerator:f}",
        "denominator": rate.denominator,
        "behind": {
            name: _address(BEHIND, form | {"rate": one.code, "part": name}) for name in ("numerator", "denominator")
        },
        "counts": [_part(rate, part, form) for part in one.parts if part.weight is not None],
        "exclusions": [_part(rate, part, form) for part in one.parts if part.weight is None],
    }


def _part(rate: Rate, part: RatePart, form: dict[str, str]) -> dict[str, Any]:
    href = _address(BEHIND, form | {"rate": rate.measure.code, "part": part.code})
    return {"words": part.words, "count": rate.counts.get(part.code, 0), "href": href}


def _unit_row(unit: str, rates: Sequence[Rate], form: dict[str, str]) -> dict[str, Any]:
    cells = [
        (one.measure.short, percent(one.value), f"{one.numerator:f}/{one.denominator}" if one.denominator else "")
        for one in rates
    ]
    return {"name": name_of(unit), "href": _address(HERE, {**form, "unit": unit}), "cells": cells}


def _form(asked: RateQuery) -> dict[str, str]:
    return _form_of(asked.period, asked.unit or "")


def _form_of(period: Period, unit: str) -> dict[str, str]:
    return {"from": period.first.isoformat(), "to": period.last.isoformat(), "unit": unit}


def _address(path: str, form: dict[str, str]) -> str:
    return f"{path}?{urlencode({name: value for name, value in form.items() if value})}"
