"""Somebody wants to know how well the orders are handled: every rate of a period, for each unit and for all."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.actor import Actor
from gongkai.organisation.units import unit as known_unit
from gongkai.organisation.units import units
from gongkai.refusals import Ground, Refusal
from ticket_service.rates import store
from ticket_service.rates.domain import Rate, RoundGroup, rates_of
from ticket_service.rates.store import RateQuery


class OtherUnit(Refusal):
    """People of a unit see the figures of their own unit."""

    code = "figures-of-another-unit"
    ground = Ground.forbidden


@dataclass(frozen=True, slots=True, kw_only=True)
class RateReport:
    """The rates of all rounds asked for, and of each unit that had any, in the order of the organisation: no ranking
    (国办函〔2025〕66号)."""

    total: Sequence[Rate]
    units: Mapping[str, Sequence[Rate]]


def unit_shown(unit: str | None, reader: Actor) -> str | None:
    """Whose figures this reader gets: those of a unit, or (`None`) of all."""
    if unit is not None:
        known_unit(unit)
    if reader.only_unit is None or unit == reader.only_unit:
        return unit
    if unit is not None:
        raise OtherUnit("只能查看本单位的指标。")
    return reader.only_unit


async def count_rates(db: AsyncConnection, asked: RateQuery) -> RateReport:
    """As many statements as there are cohorts, however many rounds are counted."""
    found = await store.groups(db, asked)
    by_unit: dict[str, list[RoundGroup]] = defaultdict(list)
    for group in found:
        by_unit[group.unit].append(group)
    order = {code: place for place, code in enumerate(units())}
    codes = sorted(by_unit, key=lambda code: (order.get(code, len(order)), code))
    return RateReport(
        total=rates_of(found),
        units={code: rates_of(by_unit[code]) for code in codes},
    )
