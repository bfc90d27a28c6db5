"""The rates over REST: what each counts, for all units and for each, and the tickets behind every figure (C7)."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import Depends, Query
from pydantic import BaseModel, Field

from gongkai.http.access import staff
from gongkai.http.dependencies import ActorDep, NowDep, ReadDep
from gongkai.http.paging import Page, PagingDep
from gongkai.http.router import Router
from gongkai.organisation.units import name_of
from gongkai.worktime.days import office_day
from ticket_service.rates import store
from ticket_service.rates.domain import DENOMINATOR, Cohort, Measure, Period, Rate, measure, measures
from ticket_service.rates.store import RateQuery
from ticket_service.rates.usecases import count_rates, unit_shown

HERE: Final = "/api/v1/rates"
READERS: Final = staff("clerk", "head", "office", "auditor")

router = Router(prefix=HERE, tags=["rates"])


class PartView(BaseModel):
    """A part of what a rate looks at; without a weight it is an exclusion."""

    code: str
    words: str
    weight: float | None = Field(description="With which it stands in the numerator; null: it does not count")


class DefinitionView(BaseModel):
    """A rate in words. Practice, not law, where the basis says so."""

    code: str
    title: str
    cohort: Cohort = Field(description="Rounds that ended in the period, or whose limit ends in it")
    formula: str
    basis: str
    parts: list[PartView]


class RateView(BaseModel):
    """A rate as counted."""

    code: str
    value: float | None = Field(description="From 0 to 1; null where nothing counts")
    numerator: float
    denominator: int
    exclusions: dict[str, int] = Field(description="Rounds that do not count, by the code of the part")
    counts: dict[str, int] = Field(description="Rounds of every part that has any")


class UnitRatesView(BaseModel):
    """The rates of one unit."""

    unit: str
    unit_name: str
    rates: list[RateView]


class RatesView(BaseModel):
    """The rates of a period. Units stand in the order of the organisation, never in that of a figure."""

    first: date = Field(alias="from")
    last: date = Field(alias="to")
    unit: str | None = Field(description="The only unit that was counted; null: all")
    definitions: list[DefinitionView]
    total: list[RateView]
    units: list[UnitRatesView]


class RoundLine(BaseModel):
    """One round of a ticket behind a figure."""

    ticket_id: UUID
    no: str
    order_no: str
    unit: str
    unit_name: str
    cycle: int
    day: date = Field(description="On which it ended, or its limit ends")
    part: str


async def asked_of(
    actor: ActorDep,
    now: NowDep,
    first: Annotated[
        date | None, Query(alias="from", description="Shanghai day; without it the first of a month")
    ] = None,
    last: Annotated[date | None, Query(alias="to", description="Shanghai day, included; without it today")] = None,
    unit: Annotated[str | None, Query(max_length=40, description="Code; people of a unit see only their own")] = None,
) -> RateQuery:
    """The rounds that are asked about, as far as this reader may know of them."""
    return RateQuery(period=Period.asked(first, last, office_day(now)), unit=unit_shown(unit, actor), now=now)


AskedDep = Annotated[RateQuery, Depends(asked_of)]


@router.get("", guard=READERS, response_model=RatesView)
async def get_rates(db: ReadDep, asked: AskedDep) -> Any:
    """Every rate with numerator, denominator and exclusions."""
    found = await count_rates(db, asked)
    return {
        "from": asked.period.first,
        "to": asked.period.last,
        "unit": asked.unit,
        "definitions": [_definition(one) for one in measures()],
        "total": _shown(found.total),
        "units": [
            {"unit": unit, "unit_name": name_of(unit), "rates": _shown(rates)} for unit, rates in found.units.items()
        ],
    }


@router.get("/tickets", guard=READERS, response_model=Page[RoundLine])
async def get_behind(
    db: ReadDep,
    asked: AskedDep,
    paging: PagingDep,
    rate: Annotated[str, Query(max_length=40, description="Code of a rate")],
    part: Annotated[
        str, Query(max_length=40, description="numerator, denominator, or the code of a part")
    ] = DENOMINATOR,
) -> dict[str, Any]:
    """The rounds behind a figure, by day."""
    wanted = measure(rate)
    bound = {"asked": (asked.period, asked.unit), "rate": rate, "part": part}
    parts, after = wanted.parts_named(part), paging.after(**bound)
    found = await store.behind(db, wanted, parts, asked, after, paging.limit + 1)
    page = paging.page(found, store.position, **bound)
    return page | {"items": [{**one._mapping, "unit_name": name_of(one.unit)} for one in page["items"]]}


def _definition(one: Measure) -> dict[str, Any]:
    shown = {name: getattr(one, name) for name in ("code", "title", "cohort", "formula", "basis")}
    return shown | {"parts": [{"code": part.code, "words": part.words, "weight": part.weight} for part in one.parts]}


def _shown(rates: Sequence[Rate]) -> list[dict[str, Any]]:
    return [
        {
            "code": one.measure.code,
            "value": one.value,
            "numerator": one.numerator,
            "denominator": one.denominator,
            "exclusions": one.exclusions,
            "counts": one.counts,
        }
        for one in rates
    ]
