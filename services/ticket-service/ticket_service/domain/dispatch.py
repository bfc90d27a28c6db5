"""Which unit an order goes to: a table as data, by category and district; who fits nowhere goes to 投诉举报中心."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from gongkai.organisation.districts import District, district_of
from gongkai.organisation.units import unit

OF_THE_DISTRICT: Final = "district"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of `dispatch.toml`. Empty `categories` or `districts` (codes of GB/T 2260) fit every order."""

    unit: str
    categories: frozenset[str] = frozenset()
    districts: frozenset[str] = frozenset()

    def unit_for(self, district: District | None, category: Sequence[str]) -> str | None:
        """The unit, if the row fits."""
        if self.categories and self.categories.isdisjoint(category):
            return None
        if self.districts and (district is None or district.code not in self.districts):
            return None
        if self.unit == OF_THE_DISTRICT:
            return district.unit if district else None
        return self.unit


def unit_for(district: str, category: Sequence[str]) -> str:
    """The code of the unit for a district (code or name) and the levels of a category."""
    known = district_of(district)
    return next(found for row in table() if (found := row.unit_for(known, category)))


@cache
def table() -> tuple[Row, ...]:
    """The rows of `dispatch.toml`, checked: every unit exists, and the last row fits everything."""
    content = tomllib.loads(files("ticket_service.domain").joinpath("dispatch.toml").read_text("utf-8"))
    rows = tuple(_row(**row) for row in content["row"])
    for row in rows:
        if row.unit != OF_THE_DISTRICT:
            unit(row.unit)
    if rows[-1] != Row(unit=rows[-1].unit) or rows[-1].unit == OF_THE_DISTRICT:
        raise ValueError("the last row of dispatch.toml has to fit every order")
    return rows


def _row(unit: str, categories: Sequence[str] = (), districts: Sequence[str] = ()) -> Row:
    codes = frozenset(found.code for words in districts if (found := district_of(words)))
    return Row(unit=unit, categories=frozenset(categories), districts=codes)
