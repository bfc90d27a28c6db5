"""The sheet on which the dispatch table is edited: rows as somebody typed them, moved about before they are saved."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from gongkai.refusals import Point
from ticket_service.routing.domain.dispatch import ROWS_AT_MOST, DispatchRow

FIELDS: Final = ("categories", "districts", "unit")
FIELD_WORDS: Final = {"categories": "类别", "districts": "区", "unit": "承办单位"}
FIELDS_AT_MOST: Final = len(FIELDS) * (ROWS_AT_MOST + 1) + 10
BETWEEN: Final = re.compile(r"[\s、，,；;]+")
"""What stands between two words of a list, however somebody types it."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
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


def rearranged(rows: Sequence[SheetRow], asked: str) -> list[SheetRow]:
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


def said(rows: Iterable[SheetRow], reason: str) -> dict[str, Any]:
    """The whole sheet as the body of a request."""
    return {"rows": [row.said for row in rows], **({"reason": reason} if reason.strip() else {})}


def in_words(points: Sequence[Point]) -> list[Fault]:
    """`/rows/3/unit` is the unit of the fourth row."""
    return [_fault(point) for point in points]


def words_of(text: str) -> list[str]:
    """A list as somebody typed it."""
    return [word for word in BETWEEN.split(text) if word]


def _fault(point: Point) -> Fault:
    steps = point.pointer.split("/")[1:]
    if len(steps) > 1 and steps[0] == "rows" and steps[1].isdecimal():
        field = steps[2] if len(steps) > 2 else FIELDS[0]
        place = f"第{int(steps[1]) + 1}行" + (f"“{FIELD_WORDS[field]}”" if len(steps) > 2 else "")
        return Fault(field=f"{field}-{steps[1]}", place=f"{place}：", words=point.detail)
    if len(steps) > 2 and steps[1] == "row":
        return Fault(field="toml", place=f"第{int(steps[2]) + 1}个 [[row]]：", words=point.detail)
    place = {"reason": "修改理由：", "toml": "文本："}.get(steps[0], "")
    return Fault(field=steps[0] if place else "sheet", place=place, words=point.detail)
