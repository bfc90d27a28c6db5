"""The rates as a sheet for a spreadsheet program: a line for each unit and rate, and nothing that it would run."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from io import StringIO
from typing import Final

from ticket_service.rates.domain.rates import Rate

BOM: Final = "\ufeff"
"""Tells spreadsheet programs that this is UTF-8."""
HEADER: Final = ("单位", "指标", "比率", "分子", "分母", "计入", "不计入", "口径", "依据")
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
NONE: Final = "—"


def sheet(rows: Iterable[tuple[str, Sequence[Rate]]]) -> str:
    """The whole file; `rows` are names with their rates."""
    written = StringIO()
    lines = csv.writer(written)
    lines.writerow(HEADER)
    lines.writerows([harmless(cell) for cell in line] for name, rates in rows for line in _lines(name, rates))
    return BOM + written.getvalue()


def harmless(cell: str) -> str:
    """A cell that no program takes for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def percent(value: Decimal | None) -> str:
    """96.50%, or a dash where nothing counts."""
    return NONE if value is None else f"{value:.2%}"


def _lines(name: str, rates: Sequence[Rate]) -> Iterator[tuple[str, ...]]:
    for rate in rates:
        one = rate.measure
        yield (
            name,
            one.title,
            percent(rate.value),
            f"{rate.numerator:f}",
            str(rate.denominator),
            _told(rate, counts=True),
            _told(rate, counts=False),
            one.formula,
            one.basis,
        )


def _told(rate: Rate, *, counts: bool) -> str:
    parts = [part for part in rate.measure.parts if (part.weight is not None) is counts]
    return "；".join(f"{part.words}{rate.counts[part.code]}" for part in parts if rate.counts.get(part.code))
